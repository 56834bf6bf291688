"""A cut vocabulary: what is kept, and that it tokenizes as before."""

from pathlib import Path

import numpy as np
import pytest
import regex
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models
from transformers import AutoModelForSequenceClassification, PreTrainedTokenizerFast

from twitter_sentiment.data.mixture import VocabularyCut, script_pattern
from twitter_sentiment.errors import InputError
from twitter_sentiment.text import normalize
from twitter_sentiment.training.dataset import VocabularyTexts
from twitter_sentiment.training.encoder import load_tokenizer_and_config
from twitter_sentiment.training.vocabulary import CutTokenizer, cut_tokenizer

from ..examples import labeled
from ..tiny_encoder import unigram_tokenizer, write_tiny_encoder, write_tiny_unigram_encoder

TEXTS = [row.text for row in labeled(150)]


def cut(
    tokenizer: PreTrainedTokenizerFast, *scripts: str, least_count: int = 2, most_probable: int = 0
) -> CutTokenizer:
    how = VocabularyCut(least_count=least_count, most_probable=most_probable, whole_scripts=scripts)
    return cut_tokenizer(tokenizer, VocabularyTexts(how, TEXTS), normalize)


WHOLE = unigram_tokenizer()
CUT = cut(WHOLE, "Devanagari")
KEPT = [piece.replace("▁", " ") for piece in WHOLE.convert_ids_to_tokens(CUT.kept.tolist())[4:-1]]
"""The kept pieces as text, without the special ones."""


def test_cut_keeps_what_it_promises() -> None:
    pieces = WHOLE.convert_ids_to_tokens(list(range(len(WHOLE))))
    kept = set(CUT.tokenizer.get_vocab())
    assert len(kept) == len(CUT.kept) < CUT.pieces_before == len(WHOLE)
    assert {"<s>", "<pad>", "</s>", "<unk>", "<mask>", "这", "▁"} <= kept
    assert {piece for piece in pieces if len(piece) == 1} <= kept
    devanagari, cyrillic = (
        {piece for piece in pieces if len(piece) > 1 and regex.search(script_pattern(script), piece)}
        for script in ("Devanagari", "Cyrillic")
    )
    assert devanagari <= kept
    assert cyrillic - kept


def test_cut_keeps_the_most_probable() -> None:
    small = cut(WHOLE, least_count=1_000_000, most_probable=60)
    assert set(range(60)) <= set(small.kept.tolist())
    assert len(small.kept) < len(CUT.kept)


def test_cut_updates_special_ids() -> None:
    small = CUT.tokenizer
    assert small.mask_token_id == len(small) - 1
    assert (small.pad_token_id, small.unk_token_id) == (WHOLE.pad_token_id, WHOLE.unk_token_id)
    assert small.convert_ids_to_tokens(small("☃")["input_ids"]) == ["<s>", "▁", "<unk>", "</s>"]


@given(st.lists(st.sampled_from([*KEPT, " ", "☃"])).map("".join) | st.sampled_from(TEXTS).map(normalize))
def test_text_of_kept_pieces_has_the_same_pieces(text: str) -> None:
    before = WHOLE(text)["input_ids"]
    assume(np.isin(before, CUT.kept).all())
    after = CUT.tokenizer(text)["input_ids"]
    assert CUT.kept[after].tolist() == before


def test_cut_keeps_embeddings_of_the_pieces(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write_tiny_unigram_encoder(tmp_path_factory.mktemp("unigram"))
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    ids = WHOLE(TEXTS[0], return_tensors="pt")
    before = model(**ids).logits
    assert np.isin(ids["input_ids"], CUT.kept).all()
    CUT.keep_embeddings(model)
    assert model.config.vocab_size == model.get_input_embeddings().num_embeddings == len(CUT.kept)
    assert torch.equal(model(**CUT.tokenizer(TEXTS[0], return_tensors="pt")).logits, before)


def test_cut_of_word_pieces_tokenizes_as_before(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write_tiny_encoder(tmp_path_factory.mktemp("wordpiece"))
    tokenizer, _ = load_tokenizer_and_config(str(folder), ("negative", "positive"))
    small = cut(tokenizer, least_count=1)
    assert len(small.kept) < small.pieces_before
    texts = [normalize(text) for text in TEXTS]
    after = small.tokenizer(texts)["input_ids"]
    assert [small.kept[ids].tolist() for ids in after] == tokenizer(texts)["input_ids"]


def test_cut_of_bpe_is_refused() -> None:
    bpe = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE({"a": 0}, [])))  # type: ignore[no-untyped-call]
    with pytest.raises(InputError, match="is BPE, not Unigram"):
        cut(bpe)


def test_most_probable_word_pieces_are_refused(tmp_path: Path) -> None:
    tokenizer, _ = load_tokenizer_and_config(str(write_tiny_encoder(tmp_path)), ("negative", "positive"))
    with pytest.raises(InputError, match="WordPiece, whose pieces have no probabilities"):
        cut(tokenizer, most_probable=10)
