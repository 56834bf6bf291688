"""The configuration of one training."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ClassWeights(StrEnum):
    """How much more rare classes count in the loss.

    With n the rows of a class, its weight is proportional to 1 (none), 1/√n (sqrt) or 1/n (balanced); the mean weight
    of a row is 1. Balanced weights raise macro recall and lower accuracy where classes are uneven; sqrt lies between.
    """

    NONE = "none"
    SQRT = "sqrt"
    BALANCED = "balanced"


@dataclass(frozen=True)
class DistillationConfig:
    """How a student learns from a teacher (Hinton, Vinyals and Dean 2015).

    Attributes:
        teachers: fine-tuned classifiers, hub names or folders; the mean of their logits counts.
        alpha: weight of the teacher's probabilities in the loss; the labels have the rest (`--teacher-share`).
        temperature: divides the logits of both, so that the student also sees how the teacher ranks the wrong classes.
        unlabeled: tables of texts without labels, for which only the teacher's probabilities count.
        logits_dir: folder where the logits of teachers are kept for other students; None is one of `results_dir`.
    """

    teachers: tuple[str, ...]
    alpha: float = 0.5
    temperature: float = 2.0
    unlabeled: tuple[Path, ...] = ()
    logits_dir: Path | None = None


@dataclass(frozen=True)
class TrainingConfig:
    """Hyperparameters and paths of a training; the first nine fields have the names of `TrainingSettings`.

    Attributes:
        model_name: encoder to fine-tune, a hub name or a local folder.
        processed_data_dir: folder of train.csv and test.csv.
        model_output: model folder to write.
        results_dir: folder of metrics, summary, plots and checkpoints.
        max_len: most tokens of a text that are read when evaluating and serving.
        learning_rate: peak learning rate of AdamW.
        batch_size: texts in one training step of one process.
        num_epochs: most passes over the training rows.
        mixture_dir: folder of the sources of `mixture`.
        mixture: recipe of the sources to train on, instead of train.csv and test.csv; see `data.mixture`.
        skip_missing: go without the sources of the mixture that are missing.
        train_max_len: most tokens of a text that are read while training; fewer make it faster. None is `max_len`.
        extra_data: further labeled files, divided between training and validation rows; small ones join the former.
        synthetic: labeled files that join the training rows alone.
        sample_size: rows of train.csv to use, at most as many of test.csv; or rows of the mixture. None uses all.
        validation_share: share of the training rows that is set aside for validation and calibration.
        class_weights: how much more rare classes count in the loss.
        weight_decay: weight decay of AdamW.
        warmup_share: share of the steps in which the learning rate rises; it then falls linearly to 0.
        patience: epochs without a better validation result after which training stops.
        attention_dropout: dropout of the attention weights; None leaves it as pretrained. 0 is a third faster on a CPU.
        hidden_dropout: dropout of the hidden states; None leaves it as pretrained. 0 is faster on a CPU.
        stage_tokens: lengths that divide an epoch into stages: texts of at most that many tokens come before longer
            ones, but for a fifth of them.
        neutral_weight: weight of the term that makes the two-class view of neutral texts unsure.
        twin_weight: weight of the term that makes a text and its twin (`twins`) alike.
        keep_layers: layers of the encoder to keep, by number from 0; empty keeps all.
        freeze_layers: lowest layers, with the embeddings, that stay as pretrained; a large encoder trains faster so.
        round_weights: train with weights as coarse as those of int8 (`rounded_weights`).
        start_share: share of the weights that the model began with in those that it ends with (`averaging`).
        tune: trainings of the preceding search for learning rate, epochs and batch size; 0 skips the search.
        distillation: what a teacher adds to the labels; None trains on the labels alone.
        report_to: integrations of transformers that get the metrics of each epoch, such as tensorboard or wandb.
        seed: seed of sampling, splitting, initialization and order.
        resume: continue from the last checkpoint.
    """

    model_name: str
    processed_data_dir: Path
    model_output: Path
    results_dir: Path
    max_len: int = 256
    learning_rate: float = 2e-5
    batch_size: int = 10
    num_epochs: int = 2
    mixture_dir: Path = Path("data")
    mixture: Path | None = None
    skip_missing: bool = False
    train_max_len: int | None = None
    extra_data: tuple[Path, ...] = ()
    synthetic: tuple[Path, ...] = ()
    sample_size: int | None = None
    validation_share: float = 0.1
    class_weights: ClassWeights = ClassWeights.NONE
    weight_decay: float = 0.01
    warmup_share: float = 0.06
    patience: int = 2
    attention_dropout: float | None = None
    hidden_dropout: float | None = None
    stage_tokens: tuple[int, ...] = ()
    neutral_weight: float = 0.0
    twin_weight: float = 0.0
    keep_layers: tuple[int, ...] = ()
    freeze_layers: int = 0
    round_weights: bool = False
    start_share: float = 0.0
    tune: int = 0
    distillation: DistillationConfig | None = None
    report_to: tuple[str, ...] = ()
    seed: int = 42
    resume: bool = False

    @property
    def checkpoints_dir(self) -> Path:
        """Folder of the checkpoints of an unfinished training; removed at the end."""
        return self.results_dir / "checkpoints"

    @property
    def teacher_dir(self) -> Path:
        """Folder where the logits of teachers are kept for the next training."""
        kept = self.distillation.logits_dir if self.distillation else None
        return kept or self.results_dir / "teacher"
