"""Page image -> the same page upright, and a map of its ink.

Coordinates here are pixels from the top left; angles are degrees, positive where lines climb to
the right.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.parse.pdf_content import Turn

Image = NDArray[np.uint8]
"""Rows, columns and, unless said to be grey, three channels."""

# A page is looked at with about this many pixels on its longer side to find its slant: lines of
# 6 point type are still apart then, and 300 dots an inch cost no more than 150.
_SLANT_SIDE = 1200
_WIDEST_SLANT = 6.0


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page image turned so that its lines are level.

    `matrix` takes a point of `image` back to the image it was made from.
    """

    image: Image
    slant: float
    matrix: NDArray[np.float64]

    def bounds(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """Return the left, top, right and bottom, in the original, of a box on the upright page."""
        corners = np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]])
        x, y = self.matrix @ corners
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def straighten_page(image: Image, turn: Turn = 0) -> UprightPage:
    """Return the page turned so many quarters to the left, and so that its lines are level.

    A slant below a twentieth of a degree is left.
    """
    turned = np.ascontiguousarray(np.rot90(image, turn))
    back = _turn_back(image, turn)
    slant = measure_slant(find_ink(shrink_image(make_grey(turned))))
    height, width = turned.shape[:2]
    if abs(slant) < 0.05:
        return UprightPage(turned, 0.0, back[:2])
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -slant, 1.0)
    upright = cv2.warpAffine(
        turned, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    level = np.vstack([cv2.invertAffineTransform(matrix), [0.0, 0.0, 1.0]])
    return UprightPage(np.asarray(upright, np.uint8), slant, (back @ level)[:2])


def _turn_back(image: Image, turn: Turn) -> NDArray[np.float64]:
    """Return what takes a point of the turned page to the page as it came."""
    height, width = image.shape[:2]
    return np.array(
        (
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[0, -1, width], [1, 0, 0], [0, 0, 1]],
            [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        )[turn],
        np.float64,
    )


def make_grey(image: Image) -> Image:
    """Return the brightness of each pixel."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def shrink_image(grey: Image, side: int = _SLANT_SIDE) -> Image:
    """Return the image with its longer side at most `side` pixels."""
    scale = side / max(grey.shape[:2])
    if scale >= 1:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def calm_image(grey: Image) -> Image:
    """Return the image without the single dark pixels of a noisy scanner."""
    return np.asarray(cv2.medianBlur(grey, 3), np.uint8)


def find_ink(grey: Image) -> Image:
    """Return 1 where a pixel is darker than its surroundings, 0 elsewhere.

    Surroundings, not the page: scans are shaded towards the spine.
    """
    calm = calm_image(grey)
    block = max(15, (max(grey.shape) // 40) | 1)
    dark = cv2.adaptiveThreshold(
        calm, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 25
    )
    return np.asarray(dark, np.uint8)


def measure_slant(ink: Image) -> float:
    """Return the angle at which the ink falls into the sharpest lines, rows or columns.

    A page without enough ink to tell is level.
    """
    rows, columns = np.nonzero(ink)
    if len(rows) < 200:
        return 0.0
    step = max(1, len(rows) // 60_000)
    points = np.stack([columns[::step], rows[::step]]).astype(np.float64)
    slant = 0.0
    for width, distance in ((_WIDEST_SLANT, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = np.arange(slant - width, slant + width + distance / 2, distance)
        slant = float(max(angles, key=lambda angle: _sharpness(points, float(angle))))
    return slant


def _sharpness(points: NDArray[np.float64], angle: float) -> float:
    turn = np.radians(angle)
    across = points[0] * np.cos(turn) - points[1] * np.sin(turn)
    down = points[0] * np.sin(turn) + points[1] * np.cos(turn)
    return max(_unevenness(down), _unevenness(across))


def _unevenness(places: NDArray[np.float64]) -> float:
    counts = np.bincount((places - places.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(counts)).sum())
