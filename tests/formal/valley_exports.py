"""Exported files on small problems in the plane that claim to have no spurious valley."""

from theoremcheck.formal.export import Exported, export
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import check
from theoremcheck.verdict.judge import decide


def valley_export(statement: str, data: str, network: str, loss: str, objective: str = "") -> Exported:
    """The file that shows the statement for these samples, as ``+ (1, 0)  - (0, 1)``, and this network."""
    loaded = loads(
        f"dataset d {{ {data} }}\nnetwork {{ {network} }}\nloss {loss}\n{objective}\nclaim no_valley",
    )
    assert loaded.spec is not None, loaded.render()
    problem, verdict = loaded.spec.problem, decide(loaded.spec, Options(search=False))
    return export(problem, check(problem, verdict.certificate), "valley.spec", statement=statement)
