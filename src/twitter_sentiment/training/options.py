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
class Distillation:
    """How a student learns from a teacher (Hinton, Vinyals and Dean 2015).

    Attributes:
        teacher: a fine-tuned classifier, a hub name or a folder.
        share: weight of the teacher's probabilities in the loss; the labels have the rest.
        temperature: divides the logits of both, so that the student also sees how the teacher ranks the wrong classes.
        unlabelled: tables of texts without labels, which only the teacher speaks about.
    """

    teacher: str
    share: float = 0.5
    temperature: float = 2.0
    unlabelled: tuple[Path, ...] = ()


@dataclass(frozen=True)
class TrainingOptions:
    """Hyperparameters and paths of a training; the defaults of most come from the settings.

    Attributes:
        model_name: encoder to fine-tune, a hub name or a local folder.
        max_len: most tokens read when evaluating and serving.
        train_max_len: most tokens read while training; fewer make it faster. None is `max_len`.
        extra_data: further labelled files that join the training and validation parts.
        generated: labelled files that join the training part alone.
        patience: epochs without a better validation result after which training stops.
        attention_dropout: dropout of the attention weights; None leaves it as pretrained. 0 is a third faster on a CPU.
        warmup_share: share of the steps in which the learning rate rises; it then falls linearly to 0.
        freeze_layers: lowest layers, with the embeddings, that stay as pretrained; a large encoder trains faster so.
        tune: trainings of a search for learning rate, epochs and batch size that goes before; 0 is none.
        distillation: what a teacher adds to the labels; None trains on the labels alone.
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
    generated: tuple[Path, ...] = field(default_factory=tuple)
    sample_size: int | None = None
    validation_share: float = 0.1
    class_weights: ClassWeights = ClassWeights.NONE
    weight_decay: float = 0.01
    warmup_share: float = 0.06
    patience: int = 2
    attention_dropout: float | None = None
    freeze_layers: int = 0
    tune: int = 0
    distillation: Distillation | None = None
    seed: int = 42
    resume: bool = False

    @property
    def checkpoints_dir(self) -> Path:
        """Where an unfinished training keeps its checkpoints; removed when it has finished."""
        return self.results_dir / "checkpoints"

    @property
    def teacher_dir(self) -> Path:
        """Where the logits of teachers are kept for the next training."""
        return self.results_dir / "teacher"
