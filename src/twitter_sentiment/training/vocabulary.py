"""Cutting the vocabulary of an encoder: a multilingual one has many pieces that the texts of a training never need.

Abdaoui et al. 2020, "Load What You Need: Smaller Versions of Multilingual BERT". Of the 118M weights of
multilingual-e5-small, 96M are the embeddings of its 250,000 pieces.

A text of kept pieces alone is tokenized as before: Unigram takes the most probable of all ways to cut a word, which is
still there, and WordPiece the longest piece that fits, which is still the longest. BPE merges pieces step by step and
needs all of them.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import regex
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from ..data.mixture import VocabularyCut, script_pattern
from ..errors import InputError
from .dataset import VocabularyTexts

_BATCH_TEXTS = 2_000

State = dict[str, Any]
"""The content of tokenizer.json."""


@dataclass(frozen=True)
class CutTokenizer:
    """A tokenizer with a smaller vocabulary.

    Attributes:
        tokenizer: the new tokenizer, whose ids have no gaps.
        kept: (pieces,), the former id of each piece, ascending.
        pieces_before: how many pieces there were.
        cut: why these pieces.
    """

    tokenizer: PreTrainedTokenizerFast
    kept: NDArray[np.int64]
    pieces_before: int
    cut: VocabularyCut

    def keep_embeddings(self, model: PreTrainedModel) -> None:
        """Remove the embeddings of all other pieces from the encoder."""
        table = cast(nn.Embedding, model.get_input_embeddings())
        rows = table.weight.detach()[self.kept]
        embedding = nn.Embedding(len(rows), rows.shape[1], padding_idx=table.padding_idx, _weight=rows)
        embedding.requires_grad_(table.weight.requires_grad)
        model.set_input_embeddings(embedding)
        model.config.vocab_size = len(self.kept)
        for name in ("bos_token_id", "eos_token_id"):
            if getattr(model.config, name, None) is not None:
                setattr(model.config, name, getattr(self.tokenizer, name))

    def describe(self) -> dict[str, Any]:
        """Return what run_summary.json and the manifest say about it."""
        return {
            "pieces_before": self.pieces_before,
            "pieces": len(self.kept),
            "least_count": self.cut.least_count,
            "most_probable": self.cut.most_probable,
            "whole_scripts": list(self.cut.whole_scripts),
            "files": list(self.cut.files),
        }


def cut_tokenizer(
    tokenizer: PreTrainedTokenizerFast, vocabulary: VocabularyTexts, normalizer: Callable[[str], str]
) -> CutTokenizer:
    """Keep the pieces that texts need, special tokens, single characters and whole scripts; ids stay in order.

    Args:
        tokenizer: that of the encoder, which stays as it is.
        vocabulary: the texts, and what else is kept.
        normalizer: what a text goes through before it is tokenized.

    Raises:
        InputError: the tokenizer is neither Unigram nor WordPiece; or it is WordPiece, and the most probable pieces are
            wanted.
    """
    state: State = json.loads(tokenizer.backend_tokenizer.to_str()) | {"truncation": None, "padding": None}
    algorithm = state["model"]["type"]
    if algorithm not in ("Unigram", "WordPiece"):
        raise InputError(
            f"The vocabulary can't be cut: the tokenizer of this encoder is {algorithm}, not Unigram (SentencePiece) "
            "or WordPiece. Choose another MODEL_NAME, or remove [vocabulary] from the recipe."
        )
    if vocabulary.cut.most_probable and algorithm != "Unigram":
        raise InputError(
            f"The tokenizer of this encoder is {algorithm}, whose pieces have no probabilities: remove most_probable "
            "from the recipe."
        )
    whole = Tokenizer.from_str(json.dumps(state))
    pieces = [whole.id_to_token(index) or "" for index in range(whole.get_vocab_size())]
    counts = _count(whole, vocabulary.texts, normalizer)
    is_kept = counts >= vocabulary.cut.least_count
    is_kept |= _always_kept(state, pieces, vocabulary.cut)
    is_kept[: (tokenizer.pad_token_id or 0) + 1] = True  # some architectures count positions from the padding id
    kept = np.flatnonzero(is_kept)
    special = {name: token for name, token in tokenizer.special_tokens_map.items() if isinstance(token, str)}
    smaller = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=Tokenizer.from_str(json.dumps(_rebuild(state, kept))),
        model_max_length=tokenizer.model_max_length,
        model_input_names=tokenizer.model_input_names,
        **special,
    )
    return CutTokenizer(smaller, kept, len(pieces), vocabulary.cut)


def _count(tokenizer: Tokenizer, texts: Sequence[str], normalizer: Callable[[str], str]) -> NDArray[np.int64]:
    """Count how often each piece occurs in texts, (pieces,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    for start in range(0, len(texts), _BATCH_TEXTS):
        batch = [normalizer(text) for text in texts[start : start + _BATCH_TEXTS]]
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        ids = np.fromiter((index for encoding in encodings for index in encoding.ids), dtype=np.int64)
        counts += np.bincount(ids, minlength=len(counts))
    return counts


def _always_kept(state: State, pieces: Sequence[str], cut: VocabularyCut) -> NDArray[np.bool_]:
    """Find what is kept whatever the texts are, (pieces,): special tokens, single characters, what the recipe names."""
    model = state["model"]
    named = {token["content"] for token in state["added_tokens"]}
    continued = model.get("continuing_subword_prefix") or ""
    of_scripts = regex.compile("|".join(map(script_pattern, cut.whole_scripts)) or r"(?!)")
    kept = np.array([piece in named or len(piece.removeprefix(continued)) == 1 for piece in pieces])
    kept |= np.array([of_scripts.search(piece) is not None for piece in pieces])
    if model["type"] == "WordPiece":
        kept[model["vocab"][model["unk_token"]]] = True
        return kept
    kept[model["unk_id"]] = True
    by_score = np.argsort([-score for _, score in model["vocab"]], kind="stable")
    kept[by_score[: cut.most_probable]] = True
    kept[by_score[-1]] = True  # what an unknown character costs depends on the least probable piece
    if model.get("byte_fallback"):
        kept |= np.array([regex.fullmatch("<0x[0-9A-F]{2}>", piece) is not None for piece in pieces])
    return kept


def _rebuild(state: State, kept: NDArray[np.int64]) -> State:
    """Return the content of tokenizer.json with the kept pieces alone."""
    new = {int(old): index for index, old in enumerate(kept)}
    model = dict(state["model"])
    if model["type"] == "Unigram":
        model["vocab"] = [entry for old, entry in enumerate(model["vocab"]) if old in new]
        model["unk_id"] = new[model["unk_id"]]
    else:
        model["vocab"] = {piece: new[old] for piece, old in model["vocab"].items() if old in new}
    added = [token | {"id": new[token["id"]]} for token in state["added_tokens"]]
    processor = json.loads(json.dumps(state["post_processor"]))
    for part in _processors(processor):
        _renumber(part, new)
    return state | {"model": model, "added_tokens": added, "post_processor": processor}


def _processors(processor: State | None) -> Iterator[State]:
    if processor is not None:
        yield processor
        for part in processor.get("processors", ()):
            yield from _processors(part)


def _renumber(processor: State, new: dict[int, int]) -> None:
    """Replace the ids of the special tokens that a post-processor adds."""
    if processor["type"] == "TemplateProcessing":
        for token in processor["special_tokens"].values():
            token["ids"] = [new[old] for old in token["ids"]]
    for name in ("sep", "cls"):  # BertProcessing and RobertaProcessing: token and id
        if name in processor:
            processor[name][1] = new[processor[name][1]]
