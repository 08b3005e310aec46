package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.halfspace.onnx.gradient.lower.Attentions;
import org.halfspace.onnx.gradient.lower.Fusions;
import org.halfspace.onnx.gradient.lower.Lowerings;
import org.halfspace.onnx.gradient.rules.AveragePooling;
import org.halfspace.onnx.gradient.rules.Convolution;
import org.halfspace.onnx.gradient.rules.EinsteinSum;
import org.halfspace.onnx.gradient.rules.Elementwise;
import org.halfspace.onnx.gradient.rules.Extremes;
import org.halfspace.onnx.gradient.rules.GeneralMatrixProduct;
import org.halfspace.onnx.gradient.rules.Greatest;
import org.halfspace.onnx.gradient.rules.Joining;
import org.halfspace.onnx.gradient.rules.LayerNorm;
import org.halfspace.onnx.gradient.rules.LocalResponse;
import org.halfspace.onnx.gradient.rules.Lookup;
import org.halfspace.onnx.gradient.rules.MatrixProduct;
import org.halfspace.onnx.gradient.rules.MaxPooling;
import org.halfspace.onnx.gradient.rules.Picking;
import org.halfspace.onnx.gradient.rules.Products;
import org.halfspace.onnx.gradient.rules.Quantisation;
import org.halfspace.onnx.gradient.rules.Rearrangement;
import org.halfspace.onnx.gradient.rules.Reduction;
import org.halfspace.onnx.gradient.rules.Resizing;
import org.halfspace.onnx.gradient.rules.ScaleShift;
import org.halfspace.onnx.gradient.rules.Scattering;
import org.halfspace.onnx.gradient.rules.Selection;
import org.halfspace.onnx.gradient.rules.Slopes;
import org.halfspace.onnx.gradient.rules.SoftMaximum;
import org.halfspace.onnx.gradient.rules.Splitting;
import org.halfspace.onnx.gradient.rules.Sums;
import org.halfspace.onnx.gradient.rules.TransposedConvolution;
import org.halfspace.onnx.graph.Node;

/** The operators that Halfspace differentiates: the one place that lists them. docs/operators.md is made from it. */
public final class StandardOperators {
    private final List<OperatorEntry> entries = new ArrayList<>();

    private StandardOperators() {}

    /** The table. */
    public static OperatorTable table() {
        StandardOperators operators = new StandardOperators();
        operators.affine();
        operators.arithmetic();
        operators.functions();
        operators.activations();
        operators.pools();
        operators.normalisations();
        operators.layout();
        operators.reductions();
        operators.attention();
        operators.flat();
        operators.normalised();
        return new OperatorTable(operators.entries);
    }

    private void affine() {
        String family = "affine";
        rules(family, "Conv", new Convolution(), "constant weights");
        rules(family, "ConvTranspose", new TransposedConvolution(), "constant weights");
        rules(family, "Gemm", new GeneralMatrixProduct(), "");
        rules(family, "MatMul", new MatrixProduct(), "");
        writtenOut(family, Node.MICROSOFT, "FusedMatMul", Fusions::matMul, "written out");
        writtenOut(family, Node.MICROSOFT, "FusedConv", Fusions::conv, "written out");
        writtenOut(family, Node.MICROSOFT, "FusedGemm", Fusions::gemm, "written out");
        rules(family, "Einsum", new EinsteinSum(), "");
    }

    private void arithmetic() {
        String family = "arithmetic";
        for (String operator : List.of("Add", "Sub", "Sum", "Neg")) {
            rules(family, operator, new Sums(), "");
        }
        rules(family, "Mul", new Products(Products::mul), "");
        rules(family, "Div", new Products(Products::div), "");
        rules(family, "Pow", new Products(Products::pow), "");
        rules(family, "Mod", new Products(Products::mod), "");
        rules(family, "Max", new Extremes(), "equal parts at ties");
        rules(family, "Min", new Extremes(), "equal parts at ties");
        writtenOut(family, "", "Mean", Lowerings::mean, "as Sum and Mul");
        rules(family, "Where", new Selection(), "");
        rules(family, "Identity", new Rearrangement(Rearrangement::same), "");
        rules(family, "Cast", new Rearrangement(Rearrangement::same), "between floating-point types");
        rules(family, "CastLike", new Rearrangement(Rearrangement::same), "between floating-point types");
        rules(family, "QuantizeLinear", new Quantisation(), "straight-through estimator");
        rules(family, "DequantizeLinear", new Quantisation(), "straight-through estimator");
    }

    private void functions() {
        String family = "function";
        slope(family, "Abs", Slopes::abs, "0 at 0");
        slope(family, "Acos", Slopes::acos, "");
        slope(family, "Acosh", Slopes::acosh, "");
        slope(family, "Asin", Slopes::asin, "");
        slope(family, "Asinh", Slopes::asinh, "");
        slope(family, "Atan", Slopes::atan, "");
        slope(family, "Atanh", Slopes::atanh, "");
        slope(family, "Cos", Slopes::cos, "");
        slope(family, "Cosh", Slopes::cosh, "");
        slope(family, "Erf", Slopes::erf, "");
        slope(family, "Exp", Slopes::exp, "");
        slope(family, "Log", Slopes::log, "");
        slope(family, "Reciprocal", Slopes::reciprocal, "");
        slope(family, "Sin", Slopes::sin, "");
        slope(family, "Sinh", Slopes::sinh, "");
        slope(family, "Sqrt", Slopes::sqrt, "");
        slope(family, "Tan", Slopes::tan, "");
    }

    private void activations() {
        String family = "activation";
        slope(family, "Celu", Slopes::celu, "");
        slope(family, "Clip", Slopes::clip, "1 on the bounds");
        slope(family, "Elu", Slopes::elu, "");
        slope(family, "Gelu", Slopes::gelu, "both forms");
        slope(family, "HardSigmoid", Slopes::hardSigmoid, "0 at the kinks");
        slope(family, "HardSwish", Slopes::hardSwish, "the piece above at the kinks");
        slope(family, "LeakyRelu", Slopes::leakyRelu, "alpha at 0");
        slope(family, "Mish", Slopes::mish, "");
        rules(family, "PRelu", new Products(Products::prelu), "the slope at 0");
        slope(family, "Relu", Slopes::relu, "0 at 0");
        slope(family, "Selu", Slopes::selu, "");
        slope(family, "Shrink", Slopes::shrink, "0 on the bounds");
        slope(family, "Sigmoid", Slopes::sigmoid, "");
        rules(family, "LogSoftmax", new SoftMaximum(), "any axis");
        rules(family, "Softmax", new SoftMaximum(), "any axis");
        slope(family, "Softplus", Slopes::softplus, "");
        slope(family, "Softsign", Slopes::softsign, "");
        slope(family, "Swish", Slopes::swish, "");
        slope(family, "Tanh", Slopes::tanh, "");
        slope(family, "ThresholdedRelu", Slopes::thresholdedRelu, "0 at alpha");
        for (String operator : List.of("Gelu", "BiasGelu", "FastGelu", "QuickGelu")) {
            writtenOut(family, Node.MICROSOFT, operator, Fusions::gelu, "written out");
        }
    }

    private void pools() {
        String family = "pool";
        rules(family, "AveragePool", new AveragePooling(), "all paddings");
        rules(family, "GlobalAveragePool", new AveragePooling(), "");
        rules(family, "MaxPool", new MaxPooling(), "the first of equal maxima");
        rules(family, "MaxUnpool", new Rearrangement(Rearrangement::unpool), "");
        writtenOut(family, "", "GlobalMaxPool", Lowerings::globalMaxPool, "as MaxPool");
        writtenOut(family, "", "LpPool", Lowerings::lpPool, "as Pow and AveragePool");
        writtenOut(family, "", "GlobalLpPool", Lowerings::lpPool, "as Pow and AveragePool");
        rules(family, "Resize", new Resizing(), "all modes");
    }

    private void normalisations() {
        String family = "normalisation";
        rules(family, "BatchNormalization", new ScaleShift(), "inference; folded where it can be");
        rules(family, "LayerNormalization", new LayerNorm(), "within a sample");
        rules(family, "LRN", new LocalResponse(), "");
        writtenOut(family, "", "GroupNormalization", Lowerings::groupNorm, "as LayerNormalization");
        writtenOut(family, "", "InstanceNormalization", Lowerings::instanceNorm, "as LayerNormalization");
        writtenOut(family, "", "LpNormalization", Lowerings::lpNormalization, "as ReduceL1 or ReduceL2 and Div");
        writtenOut(family, "", "MeanVarianceNormalization", Lowerings::meanVariance, "within a sample");
        writtenOut(family, "", "RMSNormalization", Lowerings::rmsNorm, "written out");
        writtenOut(family, "", "SimplifiedLayerNormalization", Lowerings::rmsNorm, "written out");
        for (String operator : List.of("SkipLayerNormalization", "SkipSimplifiedLayerNormalization")) {
            writtenOut(family, Node.MICROSOFT, operator, Fusions::skipNorm, "written out");
        }
    }

    private void layout() {
        String family = "layout";
        for (String operator : List.of("Reshape", "Flatten", "Squeeze", "Unsqueeze")) {
            rules(family, operator, new Rearrangement(Rearrangement::reshape), "");
        }
        rules(family, "Transpose", new Rearrangement(Rearrangement::transpose), "");
        rules(family, "Expand", new Rearrangement(Rearrangement::expand), "");
        rules(family, "Tile", new Rearrangement(Rearrangement::tile), "constant repeats");
        rules(family, "Slice", new Rearrangement(Picking::slice), "constant bounds, any step");
        rules(family, "Gather", new Rearrangement(Picking::gather), "");
        rules(family, "GatherElements", new Rearrangement(Lookup::elements), "");
        rules(family, "GatherND", new Rearrangement(Lookup::positions), "");
        rules(family, "ScatterElements", new Scattering(), "reduction none or add");
        rules(family, "ScatterND", new Scattering(), "reduction none or add");
        rules(family, "TopK", new Greatest(), "values");
        rules(family, "Pad", new Rearrangement(Picking::pad), "constant, reflect, edge, wrap");
        rules(family, "Concat", new Joining(), "");
        rules(family, "Split", new Splitting(), "");
        rules(family, "DepthToSpace", new Rearrangement(Rearrangement::depthToSpace), "");
        rules(family, "SpaceToDepth", new Rearrangement(Rearrangement::spaceToDepth), "");
        rules(family, "CumSum", new Rearrangement(Rearrangement::cumulativeSum), "");
        rules(family, "Trilu", new Rearrangement(Rearrangement::triangle), "");
    }

    private void reductions() {
        String family = "reduction";
        rules(family, "ReduceSum", new Reduction(Reduction::sum), "");
        rules(family, "ReduceMean", new Reduction(Reduction::mean), "");
        rules(family, "ReduceMax", new Reduction(Reduction::extreme), "equal parts at ties");
        rules(family, "ReduceMin", new Reduction(Reduction::extreme), "equal parts at ties");
        rules(family, "ReduceL1", new Reduction(Reduction::absolute), "0 at 0");
        rules(family, "ReduceL2", new Reduction(Reduction::euclidean), "0 at 0");
        rules(family, "ReduceSumSquare", new Reduction(Reduction::square), "");
        rules(family, "ReduceLogSum", new Reduction(Reduction::logarithm), "");
        rules(family, "ReduceLogSumExp", new Reduction(Reduction::softMaximum), "");
        writtenOut(family, "", "ReduceProd", Lowerings::reduceProd, "within a sample");
    }

    private void attention() {
        String family = "attention";
        writtenOut(family, "", "Attention", Attentions::standard, "masks, causal; no past keys, no shared heads");
        writtenOut(family, "", "RotaryEmbedding", Attentions::rotary, "written out");
        writtenOut(family, Node.MICROSOFT, "Attention", Attentions::fused, "no mask, no past keys");
        writtenOut(
                family, Node.MICROSOFT, "MultiHeadAttention", Attentions::multiHead, "no padding mask, no past keys");
    }

    private void flat() {
        for (String operator : List.of("Ceil", "Floor", "Round", "Sign", "Hardmax")) {
            add("flat", "", operator, new OperatorEntry.Flat(), "0, as in PyTorch");
        }
    }

    private void normalised() {
        add("layout", "", "Dropout", new OperatorEntry.Normalised(), "the identity, in inference");
        add("layout", "", "Scatter", new OperatorEntry.Normalised(), "becomes ScatterElements");
        add("pool", "", "Upsample", new OperatorEntry.Normalised(), "becomes Resize");
    }

    private <R extends GradientRule & TangentRule> void rules(String family, String operator, R rule, String remark) {
        add(family, "", operator, new OperatorEntry.Rules(rule, Optional.of(rule)), remark);
    }

    private void slope(String family, String operator, Elementwise.Slope slope, String remark) {
        rules(family, operator, new Elementwise(slope), remark);
    }

    private void writtenOut(String family, String domain, String operator, Lowering lowering, String remark) {
        add(family, domain, operator, new OperatorEntry.WrittenOut(lowering), remark);
    }

    private void add(String family, String domain, String operator, OperatorEntry.Way way, String remark) {
        entries.add(new OperatorEntry(domain, operator, family, OperatorVersions.of(domain, operator), way, remark));
    }
}
