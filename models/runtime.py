"""One network on OpenVINO, or on ONNX Runtime where OpenVINO is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
COLUMN = 10  # values of which the largest is taken before the largest of all are looked for
ANY_SHAPE = 0  # entries of the cache of prepared kernels, where shapes are many: none but the present ones are kept
SOME_SHAPES = 600  # about the last ten shapes of the detector's: the pages of one document come in two or three
FEW_SHAPES = 5000  # where the caller sees to it that shapes are few (the runtime's own default)

# Kernels are made for every shape of input, 3 to 4 MB each time, and this cache of the runtime's own, which all networks of a
# process share, would keep a thousand of them. Read when the library is loaded.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "0")


class Scale(NamedTuple):
    """How grey levels (0 to 255) of the three channels become what a network takes: (level - mean) / deviation."""

    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]


class Network(Protocol):
    """A network with one input. `best` > 0 was given: the last axis comes back as its `best` largest values. `scale` was given:
    the input is uint8 (n, height, width, 3), else float32 (n, 3, height, width)."""

    labels: tuple[str, ...]

    def __call__(self, batch: NDArray[Any]) -> tuple[Array, NDArray[np.int64]]:
        """(values, classes); classes is empty for best = 0."""
        ...


def load(path: Path, *, threads: int, best: int = 0, precise: bool = False, kept: int = ANY_SHAPE, scale: Scale | None = None) -> Network:
    """Load an ONNX file. `threads` 0: as many as there are cores. `best`: give back only that many largest values
    of the last axis, and their classes. `precise`: never bfloat16, also where the processor has it. `kept`: how much is kept of
    what was prepared for shapes seen before (ANY_SHAPE, SOME_SHAPES, FEW_SHAPES)."""
    try:
        import openvino
    except ImportError:
        return _OnnxRuntime(path, threads, best, scale)
    return _OpenVino(openvino, path, threads, best, precise, kept, scale)


class _OpenVino:
    """ENABLE_CPU_PINNING is off because two processes would otherwise be pinned to the same core."""

    def __init__(self, openvino: Any, path: Path, threads: int, best: int, precise: bool, kept: int, scale: Scale | None) -> None:
        core = openvino.Core()
        model = core.read_model(path)
        self.labels = _split(model.rt_info["framework"]["character"].astype(str) if best else "")
        settings: dict[str, Any] = {"ENABLE_CPU_PINNING": False, "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads}
        settings["CPU_RUNTIME_CACHE_CAPACITY"] = kept
        if precise:
            settings["INFERENCE_PRECISION_HINT"] = "f32"
        self._best = best
        model = _topped(openvino, model, best) if best else model
        model = _scaled(openvino, model, scale) if scale else model
        self._request = core.compile_model(model, "CPU", settings).create_infer_request()

    def __call__(self, batch: NDArray[Any]) -> tuple[Array, NDArray[np.int64]]:
        self._request.infer([batch], share_inputs=True)
        values = np.array(self._request.get_output_tensor(0).data, dtype=np.float32)
        if not self._best:
            return values, np.empty(0, np.int64)
        return values, np.array(self._request.get_output_tensor(1).data, dtype=np.int64)


def _topped(openvino: Any, model: Any, best: int) -> Any:
    """The same model giving the `best` largest values of its result (n, steps, classes) and their classes: 18,710 probabilities
    a step need not be copied out. They are looked for in the columns that hold the largest of COLUMN values each, which takes
    a quarter of the time that looking through all of them takes: a twentieth of the whole network's."""
    from openvino import opset13 as op

    values = model.get_results()[0].input(0).get_source_output()
    classes = values.partial_shape[2].get_length()
    size = next(n for n in range(COLUMN, 0, -1) if classes % n == 0)
    columns = op.reshape(values, op.constant(np.array([0, 0, size, classes // size])), special_zero=True)
    peaks = op.topk(op.reduce_max(columns, op.constant(np.int64(2))), op.constant(np.int64(best)), 2, "max", "none")
    rows = op.constant(np.arange(size, dtype=np.int32) * (classes // size))
    members = op.add(op.unsqueeze(op.convert(peaks.output(1), "i32"), op.constant(np.int64(3))), rows)
    members = op.reshape(members, op.constant(np.array([0, 0, best * size])), special_zero=True)
    top = op.topk(op.gather_elements(values, members, 2), op.constant(np.int64(best)), 2, "max", "value")
    chosen = op.gather_elements(members, op.convert(top.output(1), "i32"), 2)
    return openvino.Model([top.output(0), chosen.output(0)], model.get_parameters(), "topped")


def _scaled(openvino: Any, model: Any, scale: Scale) -> Any:
    """The same model taking pixels as they are."""
    steps = openvino.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    steps.input().model().set_layout(openvino.Layout("NCHW"))
    steps.input().preprocess().convert_element_type(openvino.Type.f32).mean(list(scale.mean)).scale(list(scale.deviation))
    return steps.build()


class _OnnxRuntime:
    def __init__(self, path: Path, threads: int, best: int, scale: Scale | None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False  # widths vary: the arena would keep the largest of each
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self._best, self._scale = best, scale
        self.labels = _split(self._session.get_modelmeta().custom_metadata_map.get("character", ""))

    def __call__(self, batch: NDArray[Any]) -> tuple[Array, NDArray[np.int64]]:
        if self._scale:
            mean, deviation = (np.array(part, np.float32) for part in self._scale)
            batch = np.ascontiguousarray(((batch - mean) / deviation).transpose(0, 3, 1, 2))
        values = np.asarray(self._session.run(None, {self._input: batch})[0], dtype=np.float32)
        if not self._best:
            return values, np.empty(0, np.int64)
        some = np.argpartition(values, -self._best, axis=-1)[..., -self._best :]
        order = np.argsort(-np.take_along_axis(values, some, -1), axis=-1)
        classes = np.take_along_axis(some, order, -1)
        return np.take_along_axis(values, classes, -1), classes.astype(np.int64)


def _split(characters: str) -> tuple[str, ...]:
    """The character list of the metadata: one a line, the line end itself is no character."""
    return tuple(characters.split("\n")) if characters else ()
