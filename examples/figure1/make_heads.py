#!/usr/bin/env python3
"""Makes the two heads of the figure, classes x features, as NumPy archives. Needs NumPy."""

from pathlib import Path

import numpy as np

here = Path(__file__).resolve().parent

# Left: two features, six classes, l < m. Five classes around a sixth one, which only its bias keeps alive: without biases every
# region with interior is a cone.
angles = 2 * np.pi * np.arange(5) / 5 + np.pi / 2
around = np.column_stack([np.cos(angles), np.sin(angles)])
np.savez(here / "bounded.npz", W=np.vstack([around, [[0, 0]]]).astype(np.float32), b=np.array([0, 0, 0, 0, 0, 0.9], np.float32))

# Right: three classes on a line, so that their boundaries are parallel. The middle one's bias holds the outer two apart.
np.savez(
    here / "parallel.npz",
    W=np.array([[-0.8, -0.6], [0, 0], [0.8, 0.6]], np.float32),
    b=np.array([0, 0.8, 0], np.float32),
)
