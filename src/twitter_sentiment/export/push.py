"""Pushing a model folder to the Hugging Face Hub."""

import shlex
from pathlib import Path

from huggingface_hub import HfApi, get_token
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # documented there

from ..errors import InputError, SentimentError


def require_pushable(repo_id: str) -> None:
    """Check, before long work, what can be checked without the network.

    Raises:
        InputError: the name can't be one of a repository, or there is no token.
    """
    try:
        validate_repo_id(repo_id)
    except HFValidationError:
        raise InputError(f"{repo_id!r} can't be the name of a repository: write it as owner/name.") from None
    if get_token() is None:
        raise InputError(
            "Pushing to the Hub needs a token that may write: set HF_TOKEN, or sign in with `hf auth login`."
        )


def push(folder: Path, repo_id: str, *, public: bool) -> str:
    """Upload a model folder as one commit; the token is the one that huggingface_hub finds.

    Args:
        folder: the folder, which stays as it is.
        repo_id: repository, made if there is none.
        public: whether a new repository is public; an old one stays as it is.

    Returns:
        The address of the repository.

    Raises:
        SentimentError: it could not be pushed.
    """
    api = HfApi()
    try:
        repository = api.create_repo(repo_id, private=not public, exist_ok=True)
        api.upload_folder(repo_id=repository.repo_id, folder_path=folder, commit_message="Upload a model folder")
    except Exception as error:  # the library's errors share no public base
        reason = " ".join(str(error).split())[:300].rstrip(".")
        later = shlex.join(["hf", "upload", *([] if public else ["--private"]), repo_id, str(folder), "."])
        raise SentimentError(
            f"{folder} is complete, but it could not be pushed to {repo_id} ({reason}). Push it later with `{later}`."
        ) from None
    return str(repository)
