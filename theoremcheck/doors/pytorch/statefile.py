"""The state of a PyTorch module in a file, which is not trusted: only tensors are loaded, and sizes are bounded."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from theoremcheck.api.errors import SpecError, wrong
from theoremcheck.api.pointfiles import MAX_POINT_BYTES
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.trusted.bounds import MAX_FILE_BYTES, MAX_PARAMETERS

_LEAST: Final = (2, 6)
"""Before 2.6 a file could execute code when its tensors alone were asked for (CVE-2025-32434)."""
_HOLDERS: Final = ("state_dict", "model_state_dict", "model", "net", "network")
"""Where training scripts put the state among other things."""


def read_state_file(path: Path) -> dict[str, Any]:
    """The tensors of a state dict as arrays, by name. Raises ``SpecError``."""
    try:
        import torch
    except ModuleNotFoundError:
        help = "install torch, or save the state with numpy.savez as an .npz file"
        raise wrong("E001", str(path), "PyTorch, which reads such a file, is not installed", help) from None
    if _version(torch.__version__) < _LEAST:
        message = f"PyTorch {torch.__version__} does not load files safely; 2.6 or later does"
        raise wrong("E001", str(path), message, "update torch, or save the state with numpy.savez as an .npz file")
    try:
        data = read_regular(path, MAX_POINT_BYTES + MAX_FILE_BYTES, "MAX_POINT_BYTES")
    except ReadError as error:
        raise wrong("E001", str(path), f"cannot read the file: {error.reason}") from None
    _require_bounded(data, path)
    try:
        loaded = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        help = "save the state alone: torch.save(model.state_dict(), PATH)"
        raise wrong("E001", str(path), "the file holds more than tensors, which is not loaded", help) from None
    except (RuntimeError, ValueError, EOFError, KeyError, AttributeError, TypeError, IndexError, OSError) as error:
        raise wrong("E001", str(path), f"no state of PyTorch: {str(error).splitlines()[0]:.120}") from None
    return _tensors(loaded, path)


def _version(text: str) -> tuple[int, ...]:
    parts = text.split("+", maxsplit=1)[0].split(".")
    return tuple(int(part) for part in parts[:2] if part.isdigit())


def _require_bounded(data: bytes, path: Path) -> None:
    """A file of PyTorch is a zip archive without compression, or of an older form that is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos) or sum(i.file_size for i in infos) > len(data):
        raise wrong("E001", str(path), "no state of PyTorch: the archive is compressed, or its sizes are wrong")


def _tensors(loaded: Any, path: Path) -> dict[str, Any]:
    import torch

    if isinstance(loaded, Mapping) and not any(isinstance(entry, torch.Tensor) for entry in loaded.values()):
        holder = next((name for name in _HOLDERS if isinstance(loaded.get(name), Mapping)), None)
        loaded = loaded[holder] if holder is not None else loaded
    if not isinstance(loaded, Mapping) or not all(isinstance(entry, torch.Tensor) for entry in loaded.values()):
        help = "save the state alone: torch.save(model.state_dict(), PATH)"
        raise wrong("E001", str(path), "the file is no state: names of parameters with their tensors", help)
    if sum(entry.numel() for entry in loaded.values()) > MAX_PARAMETERS:
        raise wrong("E093", str(path), f"more than MAX_PARAMETERS = {MAX_PARAMETERS} numbers")
    return {str(name): _numpy(entry, str(name), path) for name, entry in loaded.items()}


def _numpy(tensor: Any, name: str, path: Path) -> Any:
    try:
        return tensor.detach().numpy()
    except (TypeError, RuntimeError) as error:
        if isinstance(error, SpecError):
            raise
        message = f"{name} is of the type {tensor.dtype}, which NumPy does not have"
        raise wrong("E030", str(path), message, "save it in double or single precision") from None
