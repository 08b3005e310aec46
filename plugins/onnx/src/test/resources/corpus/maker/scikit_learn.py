"""scikit-learn models in skl2onnx's layout, written node by node after it."""
import numpy as np
import onnx
from onnx import TensorProto

from .kit import FLOAT64, Graph, case, f32, softmax

I64, FLOAT = TensorProto.INT64, TensorProto.FLOAT


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def skl(c, rows, post, opset=9, multi_class=1, scaler=False, coefficients=None, labels=None):
    """skl2onnx's layout: LinearClassifier (label, probability_tensor), Normalizer L1, Cast of the label, ZipMap; 6
    features.
    """
    g = Graph(opset=opset, ir=4, ml=1, producer=("skl2onnx", "1.6.1"))
    g.X, g.domain = c.pixels(6), "real"
    W, b = c.head(rows, 6) if coefficients is None else coefficients
    m = labels or rows
    g.input("float_input", [None, 6])
    x, g.H = "float_input", g.X
    if scaler:
        offset, scale = f32(c.rng.uniform(0, 1, 6)), f32(c.rng.uniform(1, 3, 6))
        x = g.add(
            "Scaler", x, out="variable", name="Scaler", domain="ai.onnx.ml", offset=list(offset), scale=list(scale)
        )
        g.H = (g.X - offset) * scale
    g.add(
        "LinearClassifier",
        x,
        out=["label", "probability_tensor"],
        name="LinearClassifier",
        domain="ai.onnx.ml",
        classlabels_ints=list(range(m)),
        coefficients=list(W.ravel()),
        intercepts=list(b),
        multi_class=multi_class,
        post_transform=post,
    )
    g.add("Normalizer", "probability_tensor", out="probabilities", name="Normalizer", domain="ai.onnx.ml", norm="L1")
    g.add("Cast", "label", out="output_label", name="Cast", to=I64)
    g.add(
        "ZipMap",
        "probabilities",
        out="output_probability",
        name="ZipMap",
        domain="ai.onnx.ml",
        classlabels_int64s=list(range(m)),
    )
    g.output("output_label", [None], I64)
    scores = onnx.ValueInfoProto(name="output_probability")
    table = scores.type.sequence_type.elem_type.map_type
    table.key_type, table.value_type.tensor_type.elem_type = I64, FLOAT
    g.outputs.append(scores)
    return g, W, b


LINEAR = "LinearClassifier"
PIXELS = ["box:0,1", "nonnegative"]


@case
def skl_multinomial(c):
    """LogisticRegression(multi_class="multinomial"): LinearClassifier SOFTMAX, Normalizer, ZipMap; h is the input
    itself.
    """
    g, W, b = skl(c, 4, "SOFTMAX")
    c.split(g, W, b, head=LINEAR, also=PIXELS)


@case
def skl_multinomial_scaled(c):
    """A pipeline with StandardScaler: ai.onnx.ml Scaler before the classifier; h is the scaled input."""
    g, W, b = skl(c, 3, "SOFTMAX", scaler=True)
    c.split(g, W, b, head=LINEAR)


@case
def skl_no_zipmap(c):
    """options={"zipmap": False}: the probabilities are a plain tensor, the label stands first."""
    g, W, b = skl(c, 4, "SOFTMAX")
    del g.nodes[-1], g.outputs[-1]
    g.output("probabilities", [None, 4])
    c.split(g, W, b, head=LINEAR, also=PIXELS)


@case
def skl_raw_scores(c):
    """options={"raw_scores": True}: post_transform NONE and no Normalizer, the scores are the logits."""
    g, W, b = skl(c, 4, "NONE")
    del g.nodes[1:], g.outputs[:]
    g.output("probability_tensor", [None, 4])
    c.split(g, W, b, head=LINEAR, also=PIXELS)


def skl_binary(c, W, b, labels):
    """P(class 1) is the sigmoid of the one row's score, so the softmax layer's two rows differ by that row."""
    g, w, v = skl(c, len(W), "LOGISTIC", multi_class=0, coefficients=(W, b), labels=labels)
    w, v = w[-1], v[-1]
    two, both = np.vstack([-w, w]) / 2, np.array([-v, v]) / 2
    p = sigmoid(g.H @ w + v)
    pair = np.stack([sigmoid(-(g.H @ w + v)), p], axis=1)
    assert np.abs(softmax(g.H @ two.T + both) - pair / pair.sum(1, keepdims=True)).max() < FLOAT64
    c.split(g, two, both, head=LINEAR, compare="centred", also=PIXELS)


@case
def skl_binary_two_rows(c):
    """Binary LogisticRegression as skl2onnx writes it: rows -w and w, LOGISTIC. As a softmax layer the rows are halved:
    the probability is sigmoid(w x + b), not sigmoid(2 (w x + b)).
    """
    W, b = c.head(1, 6)
    skl_binary(c, np.vstack([-W, W]), np.hstack([-b, b]), 2)


@case
def skl_binary_one_row(c):
    """Binary, one coefficient row and two labels with LOGISTIC, as the operator's specification allows (ML.NET,
    hand-written).
    """
    W, b = c.head(1, 6)
    skl_binary(c, W, b, 2)


@case
def skl_one_vs_rest(c):
    """LogisticRegression(multi_class="ovr") with four classes: sigmoids divided by their sum. Not a softmax layer."""
    g, _, _ = skl(c, 4, "LOGISTIC", multi_class=0)
    c.refuse(g, words=["LinearClassifier", "LOGISTIC"])


@case
def skl_mlp(c):
    """MLPClassifier: Cast, MatMul + Add, Relu, MatMul + Add, Softmax; the label by ArgMax, ArrayFeatureExtractor, Cast,
    Reshape.
    """
    g, (W, b) = Graph(opset=11, ir=6, ml=1, producer=("skl2onnx", "1.7.0")), c.head(4, 8)
    g.X, A, a = c.pixels(6), c.normal(6, 8), c.normal(8)
    g.input("float_input", [None, 6])
    x = g.add("Cast", "float_input", to=FLOAT)
    h = g.add(
        "Relu",
        g.add("Add", g.add("MatMul", x, g.const("coefficient", A)), g.const("intercepts", a.reshape(1, 8))),
        out="next_activations",
    )
    z = g.add("Add", g.add("MatMul", h, g.const("coefficient1", W.T)), g.const("intercepts1", b.reshape(1, 4)))
    p = g.add("Softmax", z, out="probabilities", axis=1)
    best = g.add("ArgMax", p, axis=1)
    label = g.add("ArrayFeatureExtractor", g.const("classes", np.arange(4).astype(np.int32)), best, domain="ai.onnx.ml")
    label = g.add("Cast", label, to=I64)
    g.add("Reshape", label, g.const("shape_tensor", np.array([-1])), out="output_label")
    g.output("output_label", [None], I64)
    g.output("probabilities", [None, 4])
    g.H, g.domain = np.maximum(g.X @ A + a, 0), "nonnegative"
    c.split(g, W, b, head="MatMul")


@case
def skl_trees(c):
    """A random forest: TreeEnsembleClassifier. There is no affine layer at all."""
    g = Graph(opset=9, ir=4, ml=1, producer=("skl2onnx", "1.6.1"))
    g.input("float_input", [None, 6])
    g.add(
        "TreeEnsembleClassifier",
        "float_input",
        out=["label", "probabilities"],
        name="TreeEnsembleClassifier",
        domain="ai.onnx.ml",
        classlabels_int64s=[0, 1],
        nodes_treeids=[0, 0, 0],
        nodes_nodeids=[0, 1, 2],
        nodes_featureids=[2, 0, 0],
        nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"],
        nodes_values=[0.5, 0.0, 0.0],
        nodes_truenodeids=[1, 0, 0],
        nodes_falsenodeids=[2, 0, 0],
        nodes_hitrates=[1.0, 1.0, 1.0],
        nodes_missing_value_tracks_true=[0, 0, 0],
        post_transform="NONE",
        class_treeids=[0, 0, 0, 0],
        class_nodeids=[1, 1, 2, 2],
        class_ids=[0, 1, 0, 1],
        class_weights=[0.9, 0.1, 0.2, 0.8],
    )
    g.output("label", [None], I64)
    g.output("probabilities", [None, 2])
    c.refuse(g, words=["TreeEnsembleClassifier"])
