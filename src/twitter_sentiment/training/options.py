"""What one training is told to do."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class ClassWeights(StrEnum):
    """How much more the loss listens to rare classes.

    With n the rows of a class, its weight is proportional to 1 (none), 1/√n (sqrt) or 1/n (balanced); the mean weight
    of a row is 1. Balanced weights raise macro recall and lower accuracy where classes are uneven; sqrt lies between.
    """

    NONE = "none"
    SQRT = "sqrt"
    BALANCED = "balanced"


@dataclass(frozen=True)
class TrainingOptions:
    """Hyperparameters and paths of a training; the defaults of most come from the settings.

    Attributes:
        model_name: encoder to fine-tune, a hub name or a local folder.
        max_len: most tokens read when evaluating and serving.
        train_max_len: most tokens read while training; fewer make it faster. None is `max_len`.
        extra_data: further labelled files that join the training and validation parts.
        patience: epochs without a better validation result after which training stops.
        attention_dropout: dropout of the attention weights; None leaves it as pretrained. 0 is a third faster on a CPU.
        warmup_share: share of the steps in which the learning rate rises; it then falls linearly to 0.
    """

    model_name: str
    processed_data_dir: Path
    model_output: Path
    results_dir: Path
    max_len: int = 256
    learning_rate: float = 2e-5
    batch_size: int = 10
    num_epochs: int = 2
    train_max_len: int | None = None
    extra_data: tuple[Path, ...] = field(default_factory=tuple)
    sample_size: int | None = None
    validation_share: float = 0.1
    class_weights: ClassWeights = ClassWeights.NONE
    weight_decay: float = 0.01
    warmup_share: float = 0.06
    patience: int = 2
    attention_dropout: float | None = None
    seed: int = 42
    resume: bool = False

    @property
    def checkpoints_dir(self) -> Path:
        """Where an unfinished training keeps its checkpoints; removed when it has finished."""
        return self.results_dir / "checkpoints"
