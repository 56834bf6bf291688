"""`twitter-sentiment train`: fine-tunes an encoder into a model folder that can be served."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..settings import settings
from ..training.options import ClassWeights, Distillation, TrainingOptions
from .app import app


@app.command()
def train(
    sample_size: Annotated[
        int | None, typer.Option(min=2, help="Train on so many rows of train.csv only (and test on at most as many).")
    ] = None,
    extra_data: Annotated[
        list[Path] | None,
        typer.Option(help="Another labelled CSV to learn from; give it again for more. It may lack a class."),
    ] = None,
    generated: Annotated[
        list[Path] | None,
        typer.Option(help="A labelled CSV that nobody wrote: learned from, left out of validation and calibration."),
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
    freeze_layers: Annotated[
        int, typer.Option(min=0, help="Lowest layers that stay as pretrained, with the embeddings.")
    ] = 0,
    teacher: Annotated[
        str | None,
        typer.Option(help="Learn from this fine-tuned classifier too: a folder or a hub name.", show_default="none"),
    ] = None,
    teacher_share: Annotated[
        float, typer.Option(min=0, max=1, help="Weight of the teacher in the loss; the labels have the rest.")
    ] = 0.5,
    distillation_temperature: Annotated[
        float, typer.Option(min=0.5, max=20, help="Softens the probabilities that the teacher shows.")
    ] = 2.0,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(help="A table of texts without labels that only the teacher judges; give it again for more."),
    ] = None,
    tune: Annotated[
        int,
        typer.Option(min=0, help="First try so many settings of learning rate, epochs and batch size (with Optuna)."),
    ] = 0,
    patience: Annotated[int, typer.Option(min=1, help="Stop after so many epochs without a better result.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 42,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
) -> None:
    """Fine-tune MODEL_NAME on train.csv and write a model folder that can be served at once.

    MODEL_NAME, MAX_LEN, LEARNING_RATE, BATCH_SIZE, NUM_EPOCHS, PROCESSED_DATA_DIR, MODEL_OUTPUT and RESULTS_DIR come
    from the environment or from .env. On several GPUs: torchrun --nproc-per-node N scripts/train.py
    """
    if unlabelled and not teacher:
        raise InputError("--unlabelled needs a --teacher, which says what the texts express.")
    chosen = settings()
    options = TrainingOptions(
        model_name=chosen.model_name,
        processed_data_dir=chosen.processed_data_dir,
        model_output=chosen.model_output,
        results_dir=chosen.results_dir,
        max_len=chosen.max_len,
        learning_rate=chosen.learning_rate,
        batch_size=chosen.batch_size,
        num_epochs=chosen.num_epochs,
        train_max_len=train_max_len,
        extra_data=tuple(extra_data or ()),
        generated=tuple(generated or ()),
        sample_size=sample_size,
        validation_share=validation_share,
        class_weights=class_weights,
        patience=patience,
        attention_dropout=attention_dropout,
        freeze_layers=freeze_layers,
        tune=tune,
        distillation=Distillation(teacher, teacher_share, distillation_temperature, tuple(unlabelled or ()))
        if teacher
        else None,
        seed=seed,
        resume=resume,
    )
    from ..training.run import train as run

    try:
        result = run(options)
    except KeyboardInterrupt:
        if any(options.checkpoints_dir.glob("checkpoint-*")):
            typer.echo("\nThe last checkpoint is kept: go on from it with --resume.", err=True)
        raise
    if result is not None:
        metrics = result.metrics
        typer.echo(
            f"Test accuracy {metrics['accuracy']:.4f}, F1 {metrics['f1_score']:.4f}, macro recall "
            f"{metrics['macro_recall']:.4f} on {metrics['rows']:,} rows.\n"
            f"Written: {options.model_output} (model), {options.results_dir} (metrics, summary, figures)"
        )
