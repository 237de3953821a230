"""How far a run is, and the learning rate there: by steps (a GPU) or by the clock (a CPU)."""
import math
from dataclasses import dataclass

WARM_UP = 0.04  # share of the run
LOWEST = 0.02   # share of the rate at the end


@dataclass(frozen=True)
class Schedule:
    """Exactly one of both is set."""

    steps: int | None = None
    minutes: float | None = None

    @staticmethod
    def of(settings: dict) -> "Schedule":
        if ("steps" in settings) == ("minutes" in settings):
            raise ValueError("give either `steps` or `minutes`")
        return Schedule(settings.get("steps"), settings.get("minutes"))

    def progress(self, step: int, seconds: float) -> float:
        """From 0 to 1; 1 means the end."""
        return min(1.0, step / self.steps if self.steps is not None else seconds / (60 * self.minutes))


def rate_factor(progress: float, warm_up: float = WARM_UP) -> float:
    """Linear from 0 over the warm-up, then cosine down to LOWEST."""
    if progress < warm_up:
        return progress / warm_up
    return LOWEST + (1 - LOWEST) * 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))
