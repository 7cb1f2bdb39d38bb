"""Archives of arrays, as ``numpy.savez`` writes them or not."""

import io
import zipfile

import numpy as np


def archive(**files):
    """A .npz file with these contents, whatever they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(f"{name}.npy", content)
    return stream.getvalue()


def npy(array, **options):
    """A .npy file."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), **options)
    return stream.getvalue()
