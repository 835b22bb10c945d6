"""The second engine: the package `paddleocr` (extra [paddle]) on the same weights through ONNX Runtime.

It tells one score a line and no time steps: every character of a line gets that score, evenly placed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import EngineUnavailable, OcrChar, OcrLine, Picture, Quads, quads_of
from models.detection import LINE, MEAN, STD, TEXT, UNCLIP
from models.recognition import cut
from models.runtime import load
from models.weights import weight_file

_DETECTOR = "PP-OCRv6_small_det"
_RECOGNISER = "PP-OCRv6_small_rec"


class OfficialPaddle:
    """`threads`: of ONNX Runtime; 0 leaves the choice to it. EngineUnavailable without the package."""

    name = "paddle"

    def __init__(self, *, threads: int = 0) -> None:
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")  # it would look for hosts at start
        try:
            import paddleocr
        except ImportError as error:
            raise EngineUnavailable("engine 'paddle': install mingzhang[paddle]") from error
        self._folder = tempfile.TemporaryDirectory(prefix="ocr-weights-")
        root = Path(self._folder.name)
        settings: dict[str, Any] = {"engine": "onnxruntime", "device": "cpu"}
        if threads:
            settings["cpu_threads"] = threads
        self._detector = paddleocr.TextDetection(model_name=_DETECTOR, model_dir=str(_detector_folder(root)), **settings)
        self._recogniser = paddleocr.TextRecognition(model_name=_RECOGNISER, model_dir=str(_recogniser_folder(root)), **settings)

    def detect(self, picture: Picture) -> Quads:
        """See models.Ocr."""
        result = next(iter(self._detector.predict(np.ascontiguousarray(picture[:, :, ::-1]))))
        return quads_of([np.asarray(quad, np.float32) for quad in result["dt_polys"]])

    def recognise(self, picture: Picture, quads: Quads, margin: float = 0.0) -> tuple[OcrLine, ...]:
        """See models.Ocr."""
        crops = [cut(picture, quad, margin) for quad in quads]
        full = [index for index, crop in enumerate(crops) if crop.shape[1]]
        said = self._recogniser.predict([np.ascontiguousarray(crops[i][:, :, ::-1]) for i in full], batch_size=8) if full else []
        answers = {index: (str(r["rec_text"]), float(r["rec_score"])) for index, r in zip(full, said, strict=True)}
        return tuple(_line(quad, *answers.get(index, ("", 0.0))) for index, quad in enumerate(quads))

    def upside_down(self, picture: Picture, quads: Quads) -> NDArray[np.float32]:  # noqa: ARG002
        """It does not tell."""
        return np.full(len(quads), 0.5, np.float32)


def _line(quad: Quads, text: str, score: float) -> OcrLine:
    count = max(len(text), 1)
    chars = tuple(OcrChar(char, score, i / count, (i + 1) / count) for i, char in enumerate(text))
    return OcrLine(tuple((float(x), float(y)) for x, y in quad), text, chars)


def _detector_folder(root: Path) -> Path:
    return _folder(
        root / "detector",
        "detector",
        f"""
Global: {{model_name: {_DETECTOR}}}
PreProcess:
  transform_ops:
  - DetResizeForTest: {{}}
  - NormalizeImage: {{mean: {MEAN.tolist()}, std: {STD.tolist()}, scale: 1./255., order: hwc}}
  - ToCHWImage: null
  - KeepKeys: {{keep_keys: [image, shape]}}
PostProcess: {{name: DBPostProcess, thresh: {TEXT}, box_thresh: {LINE}, max_candidates: 3000, unclip_ratio: {UNCLIP}}}
""",
    )


def _recogniser_folder(root: Path) -> Path:
    labels = load(weight_file("recogniser"), threads=1, best=1).labels
    rows = "".join("  - '" + label.replace("'", "''") + "'\n" for label in labels)
    return _folder(
        root / "recogniser",
        "recogniser",
        f"""
Global: {{model_name: {_RECOGNISER}}}
PreProcess:
  transform_ops:
  - RecResizeImg: {{image_shape: [3, 48, 320]}}
  - KeepKeys: {{keep_keys: [image, label]}}
PostProcess:
  name: CTCLabelDecode
  character_dict:
{rows}""",
    )


def _folder(folder: Path, weights: str, settings: str) -> Path:
    """A model folder as the package wants it: inference.onnx and inference.yml."""
    folder.mkdir()
    (folder / "inference.onnx").symlink_to(weight_file(weights))
    (folder / "inference.yml").write_text(settings, encoding="utf-8")
    return folder
