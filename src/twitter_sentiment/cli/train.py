"""`twitter-sentiment train`: fine-tune an encoder and write a model folder."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..files.options import count_of
from ..settings import TrainingSettings
from ..training.config import ClassWeights, DistillationConfig, TrainingConfig
from .options import SeedOption


def train(
    mixture: Annotated[
        Path | None,
        typer.Option(help="Recipe of the sources to train on, such as recipes/default.toml.", show_default="train.csv"),
    ] = None,
    skip_missing: Annotated[
        bool, typer.Option("--skip-missing", help="Go without the sources of the recipe that are missing.")
    ] = False,
    sample_size: Annotated[
        int | None, typer.Option(min=2, help="Rows to train on; of test.csv at most as many are used.")
    ] = None,
    extra_data: Annotated[
        list[Path] | None,
        typer.Option(
            help="Another labeled CSV to train on, such as your corrections: even one row of one class; repeatable."
        ),
    ] = None,
    synthetic: Annotated[
        list[Path] | None,
        typer.Option(help="A labeled CSV for training only, left out of validation and calibration; repeatable."),
    ] = None,
    validation_share: Annotated[
        float, typer.Option(min=0.01, max=0.5, help="Share of the training rows set aside for validation.")
    ] = 0.1,
    class_weights: Annotated[
        ClassWeights, typer.Option(help="How much more rare classes count in the loss.")
    ] = ClassWeights.NONE,
    train_max_len: Annotated[
        int | None, typer.Option(min=8, help="Most tokens read while training.", show_default="MAX_LEN")
    ] = None,
    attention_dropout: Annotated[
        float | None, typer.Option(min=0, max=0.9, help="Dropout of the attention weights; 0 is faster on a CPU.")
    ] = None,
    hidden_dropout: Annotated[
        float | None, typer.Option(min=0, max=0.9, help="Dropout of the hidden states; 0 is faster on a CPU.")
    ] = None,
    stage_tokens: Annotated[
        list[int] | None,
        typer.Option(
            min=8, help="Train on texts of at most so many tokens before longer ones; repeatable.", show_default="none"
        ),
    ] = None,
    neutral_weight: Annotated[
        float, typer.Option(min=0, max=10, help="Weight of the term that makes two classes unsure of neutral texts.")
    ] = 0.0,
    twin_weight: Annotated[
        float, typer.Option(min=0, max=10, help="Weight of the term that makes texts about other people alike.")
    ] = 0.0,
    keep_layers: Annotated[
        str | None, typer.Option(help="Layers of the encoder to keep, such as 0,2,4,7,9,11.", show_default="all")
    ] = None,
    freeze_layers: Annotated[
        int, typer.Option(min=0, help="Lowest layers that stay as pretrained, with the embeddings.")
    ] = 0,
    round_weights: Annotated[
        bool, typer.Option("--round-weights", help="Train with weights as coarse as in int8, which then loses less.")
    ] = False,
    start_share: Annotated[
        float,
        typer.Option(min=0, max=0.9, help="Share of the weights it began with in the result: it forgets less."),
    ] = 0.0,
    teacher: Annotated[
        list[str] | None,
        typer.Option(
            help="Learn from this fine-tuned classifier too, a folder or a hub name; of several the mean counts.",
            show_default="none",
        ),
    ] = None,
    teacher_logits: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps the logits of teachers.", show_default="RESULTS_DIR/teacher"),
    ] = None,
    teacher_share: Annotated[
        float, typer.Option(min=0, max=1, help="Weight of the teacher in the loss; the labels have the rest.")
    ] = 0.5,
    distillation_temperature: Annotated[
        float, typer.Option(min=0.5, max=20, help="Temperature that softens the teacher's probabilities.")
    ] = 2.0,
    unlabeled: Annotated[
        list[Path] | None,
        typer.Option(help="A table of texts without labels, classified by the teacher alone; repeatable."),
    ] = None,
    tune: Annotated[
        int,
        typer.Option(
            min=0, help="Trainings of a search (Optuna) for learning rate, epochs and batch size; 0 skips it."
        ),
    ] = 0,
    patience: Annotated[
        int, typer.Option(min=1, help="Epochs without a better validation result after which training stops.")
    ] = 2,
    report_to: Annotated[
        list[str] | None,
        typer.Option(
            help="Report the metrics of each epoch to this integration of transformers, such as tensorboard, wandb or "
            "mlflow; several with commas, or again.",
            show_default="none",
        ),
    ] = None,
    push_to_hub: Annotated[
        str | None,
        typer.Option(
            metavar="OWNER/NAME",
            help="Push the finished model folder to this repository of the Hugging Face Hub, private if it is new; the "
            "token comes from HF_TOKEN or `hf auth login`.",
            show_default="none",
        ),
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Make a new repository of --push-to-hub public.")] = False,
    seed: SeedOption = 42,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the last checkpoint.")] = False,
) -> None:
    """Fine-tune MODEL_NAME on train.csv and write a model folder that can be served.

    MODEL_NAME, MAX_LEN, LEARNING_RATE, BATCH_SIZE, NUM_EPOCHS, MIXTURE_DIR, PROCESSED_DATA_DIR, MODEL_OUTPUT and
    RESULTS_DIR come from the environment or from .env. On several GPUs: torchrun --nproc-per-node N scripts/train.py
    """
    if unlabeled and not teacher:
        raise InputError("--unlabeled needs a --teacher, which classifies the texts.")
    if public and not push_to_hub:
        raise InputError("--public needs --push-to-hub OWNER/NAME.")
    distillation = None
    if teacher:
        distillation = DistillationConfig(
            tuple(teacher),
            alpha=teacher_share,
            temperature=distillation_temperature,
            unlabeled=tuple(unlabeled or ()),
            logits_dir=teacher_logits,
        )
    config = TrainingConfig(
        **TrainingSettings.load().model_dump(),
        mixture=mixture,
        skip_missing=skip_missing,
        train_max_len=train_max_len,
        extra_data=tuple(extra_data or ()),
        synthetic=tuple(synthetic or ()),
        sample_size=sample_size,
        validation_share=validation_share,
        class_weights=class_weights,
        patience=patience,
        attention_dropout=attention_dropout,
        hidden_dropout=hidden_dropout,
        stage_tokens=tuple(sorted(stage_tokens or ())),
        neutral_weight=neutral_weight,
        twin_weight=twin_weight,
        keep_layers=_parse_layers(keep_layers),
        freeze_layers=freeze_layers,
        round_weights=round_weights,
        start_share=start_share,
        tune=tune,
        distillation=distillation,
        report_to=tuple(name for names in report_to or () for name in names.split(",")),
        seed=seed,
        resume=resume,
    )
    if push_to_hub:
        from ..export.push import require_pushable

        require_pushable(push_to_hub)
    from ..training.train import train as train_model  # only here: torch takes seconds to import

    try:
        result = train_model(config)
    except KeyboardInterrupt:
        if any(config.checkpoints_dir.glob("checkpoint-*")):
            typer.echo("\nThe last checkpoint is kept: continue from it with --resume.", err=True)
        raise
    if result is not None:
        metrics = result.metrics
        typer.echo(
            f"Test accuracy {metrics.accuracy:.4f}, F1 {metrics.f1_score:.4f}, macro recall "
            f"{metrics.macro_recall:.4f} on {count_of(metrics.rows, 'row')}.\n"
            f"Written: {config.model_output} (model), {config.results_dir} (metrics, summary, plots)"
        )
        if push_to_hub:
            _push(config.model_output, push_to_hub, public=public)


def _push(folder: Path, repo_id: str, *, public: bool) -> None:
    """Push a model folder with a card."""
    from ..evaluation.model_card import write_card
    from ..export.push import push

    write_card(folder)
    typer.echo(f"Pushed: {push(folder, repo_id, public=public)}")


def _parse_layers(text: str | None) -> tuple[int, ...]:
    try:
        layers = tuple(int(layer) for layer in text.split(",")) if text else ()
    except ValueError:
        layers = (-1,)
    if any(layer < 0 for layer in layers) or list(layers) != sorted(set(layers)):
        raise InputError(f"--keep-layers {text} can't be read: write ascending numbers from 0, such as 0,2,4,7,9,11.")
    return layers
