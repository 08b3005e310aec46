package org.halfspace.onnx.referee.kernel;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.kernel.Operator.Gradient;

/** The table of operators. Immutable and thread-safe. */
public final class Operators {
    /** The first operator set whose meaning the kernel knows, where that is not 1: mostly 7, which brought broadcasting. */
    private static final Map<String, Integer> OLDEST = Map.ofEntries(
            Map.entry("Add", 7),
            Map.entry("Sub", 7),
            Map.entry("Mul", 7),
            Map.entry("Div", 7),
            Map.entry("Pow", 7),
            Map.entry("And", 7),
            Map.entry("Or", 7),
            Map.entry("Xor", 7),
            Map.entry("Equal", 7),
            Map.entry("Less", 7),
            Map.entry("Greater", 7),
            Map.entry("PRelu", 7),
            Map.entry("Gemm", 7),
            Map.entry("BatchNormalization", 7),
            Map.entry("Dropout", 7),
            Map.entry("Upsample", 7),
            Map.entry("Cast", 6),
            Map.entry("Tile", 6),
            Map.entry("Reshape", 5),
            Map.entry("Concat", 4),
            Map.entry("Split", 2),
            Map.entry("Pad", 2));

    private static final Operators ALL = new Operators();

    private final Map<String, Operator> table = new TreeMap<>();

    private Operators() {
        arithmetic();
        functions();
        activations();
        linear();
        pools();
        normalisations();
        reductions();
        movements();
        constants();
        others();
    }

    /** All operators that the referee evaluates. */
    public static Operators all() {
        return ALL;
    }

    /** The operator of a node; empty where the referee does not evaluate it. */
    public Optional<Operator> of(Node node) {
        return Optional.ofNullable(table.get(Operator.qualifiedName(node)));
    }

    /** The operators, by name. */
    public Collection<Operator> list() {
        return Collections.unmodifiableCollection(table.values());
    }

    private void arithmetic() {
        exact("Add", Arithmetic.ADD::apply);
        exact("Sub", Arithmetic.SUB::apply);
        exact("Mul", Arithmetic.MUL::apply);
        exact("Div", Arithmetic.DIV::apply);
        exact("Pow", Arithmetic::pow);
        exact("Mod", Arithmetic.MOD);
        exact("PRelu", Arithmetic::prelu);
        exact("Sum", Arithmetic.variadic(Arithmetic.ADD));
        exact("Max", Arithmetic.variadic(Arithmetic.MAX));
        exact("Min", Arithmetic.variadic(Arithmetic.MIN));
        exact("Mean", Arithmetic::mean);
        exact("Where", Arithmetic::where);
        constant("Equal", Arithmetic.EQUAL);
        constant("Less", Arithmetic.LESS);
        constant("LessOrEqual", Arithmetic.LESS_OR_EQUAL);
        constant("Greater", Arithmetic.GREATER);
        constant("GreaterOrEqual", Arithmetic.GREATER_OR_EQUAL);
        constant("And", Pairwise.logic((a, b) -> a & b));
        constant("Or", Pairwise.logic((a, b) -> a | b));
        constant("Xor", Pairwise.logic((a, b) -> a ^ b));
        constant("Not", Pairwise::not);
    }

    private void functions() {
        exact("Abs", ElementaryFunctions.ABS);
        exact("Neg", ElementaryFunctions.NEG);
        exact("Reciprocal", ElementaryFunctions.RECIPROCAL);
        exact("Sqrt", ElementaryFunctions.SQRT);
        exact("Exp", ElementaryFunctions.EXP);
        exact("Log", ElementaryFunctions.LOG);
        exact("Sin", ElementaryFunctions.SIN);
        exact("Cos", ElementaryFunctions.COS);
        exact("Tan", ElementaryFunctions.TAN);
        exact("Asin", ElementaryFunctions.ASIN);
        exact("Acos", ElementaryFunctions.ACOS);
        exact("Atan", ElementaryFunctions.ATAN);
        exact("Sinh", ElementaryFunctions.SINH);
        exact("Cosh", ElementaryFunctions.COSH);
        exact("Asinh", ElementaryFunctions.ASINH);
        exact("Acosh", ElementaryFunctions.ACOSH);
        exact("Atanh", ElementaryFunctions.ATANH);
        exact("Erf", ElementaryFunctions.ERF);
        constant("Sign", ElementaryFunctions.SIGN);
        constant("Floor", ElementaryFunctions.FLOOR);
        constant("Ceil", ElementaryFunctions.CEIL);
        constant("Round", ElementaryFunctions.ROUND);
        constant("Hardmax", Softmaxes::hardmax);
        constant("IsNaN", ElementaryFunctions.IS_NAN);
        constant("IsInf", ElementaryFunctions.IS_INFINITE);
    }

    private void activations() {
        exact("Relu", Activations.RELU);
        exact("LeakyRelu", Activations.LEAKY_RELU);
        exact("ThresholdedRelu", Activations.THRESHOLDED_RELU);
        exact("Elu", Activations.ELU);
        exact("Selu", Activations.SELU);
        exact("Celu", Activations.CELU);
        exact("Sigmoid", Activations.SIGMOID);
        exact("HardSigmoid", Activations.HARD_SIGMOID);
        exact("HardSwish", Activations.HARD_SWISH);
        exact("Swish", Activations.SWISH);
        exact("Tanh", Activations.TANH);
        exact("Softplus", Activations.SOFTPLUS);
        exact("Softsign", Activations.SOFTSIGN);
        exact("Mish", Activations.MISH);
        exact("Gelu", Activations.GELU);
        exact("Shrink", Activations.SHRINK);
        exact("Clip", Activations::clip);
        add(Node.MICROSOFT, "Gelu", Gradient.EXACT, Activations.GELU);
        add(Node.MICROSOFT, "BiasGelu", Gradient.EXACT, Compositions.ofSum(Activations.GELU, 0, 1));
        add(Node.MICROSOFT, "FastGelu", Gradient.EXACT, Compositions.ofSum(Activations.FAST_GELU, 0, 1));
        add(Node.MICROSOFT, "QuickGelu", Gradient.EXACT, Activations.QUICK_GELU);
    }

    private void linear() {
        exact("Conv", Convolution::conv);
        exact("ConvTranspose", Convolution::convTranspose);
        exact("Gemm", MatrixProducts::gemm);
        exact("MatMul", MatrixProducts::matMul);
        exact("Einsum", Einsum::apply);
        exact("Attention", Attentions::standard);
        exact("RotaryEmbedding", Attentions::rotary);
        add(Node.MICROSOFT, "Attention", Gradient.EXACT, Attentions::fused);
        add(Node.MICROSOFT, "MultiHeadAttention", Gradient.EXACT, Attentions::multiHead);
        add(Node.MICROSOFT, "FusedConv", Gradient.EXACT, Compositions.activated(Convolution::conv, 3));
        add(Node.MICROSOFT, "FusedGemm", Gradient.EXACT, Compositions.activated(MatrixProducts::gemm, Indices.NONE));
        add(Node.MICROSOFT, "FusedMatMul", Gradient.EXACT, MatrixProducts::fusedMatMul);
        add(Node.ML, "LinearClassifier", Gradient.EXACT, LinearModels::classifier);
        add(Node.ML, "LinearRegressor", Gradient.EXACT, LinearModels::regressor);
        add(Node.ML, "Scaler", Gradient.EXACT, LinearModels::scaler);
        add(Node.ML, "Normalizer", Gradient.EXACT, Normalisations::machineLearning);
    }

    private void pools() {
        exact("MaxPool", Pooling::maxPool);
        exact("AveragePool", Pooling::averagePool);
        exact("LpPool", Pooling::lpPool);
        exact("GlobalMaxPool", Pooling::globalMaxPool);
        exact("GlobalAveragePool", Pooling::globalAveragePool);
        exact("GlobalLpPool", Pooling::globalLpPool);
        exact("Resize", Resizing::resize);
        exact("Upsample", Resizing::resize);
    }

    private void normalisations() {
        exact("BatchNormalization", Normalisations::batch);
        exact("InstanceNormalization", Standardisation::instance);
        exact("GroupNormalization", Standardisation::group);
        exact("LayerNormalization", Standardisation::layer);
        exact("RMSNormalization", Standardisation::rootMeanSquare);
        exact("SimplifiedLayerNormalization", Standardisation::rootMeanSquare);
        exact("MeanVarianceNormalization", Standardisation::meanVariance);
        add(
                Node.MICROSOFT,
                "SkipLayerNormalization",
                Gradient.EXACT,
                Compositions.ofSum(Standardisation::fusedLayer, 0, 1, 4));
        add(
                Node.MICROSOFT,
                "SkipSimplifiedLayerNormalization",
                Gradient.EXACT,
                Compositions.ofSum(Standardisation::fusedRootMeanSquare, 0, 1, 3));
        exact("LpNormalization", Normalisations::lp);
        exact("LRN", Normalisations::localResponse);
        exact("Softmax", Softmaxes::softmax);
        exact("LogSoftmax", Softmaxes::logSoftmax);
    }

    private void reductions() {
        exact("ReduceSum", Reduction.SUM);
        exact("ReduceMean", Reduction.MEAN);
        exact("ReduceMax", Reduction::max);
        exact("ReduceMin", Reduction::min);
        exact("ReduceProd", Reduction::product);
        exact("ReduceL1", Reduction.L1);
        exact("ReduceL2", Reduction.L2);
        exact("ReduceLogSum", Reduction.LOG_SUM);
        exact("ReduceLogSumExp", Reduction::logSumExp);
        exact("ReduceSumSquare", Reduction.SUM_OF_SQUARES);
        exact("CumSum", ShapeArithmetic::cumSum);
        constant("ArgMax", Reduction::argMax);
        constant("ArgMin", Reduction::argMin);
    }

    private void movements() {
        exact("Identity", Shaping::identity);
        exact("Dropout", Shaping::dropout);
        exact("Reshape", Shaping::reshape);
        exact("Flatten", Shaping::flatten);
        exact("Squeeze", Shaping::squeeze);
        exact("Unsqueeze", Shaping::unsqueeze);
        exact("Cast", Shaping::cast);
        exact("CastLike", Shaping::castLike);
        exact("Transpose", Rearranging::transpose);
        exact("DepthToSpace", Rearranging::depthToSpace);
        exact("SpaceToDepth", Rearranging::spaceToDepth);
        exact("Expand", Rearranging::expand);
        exact("Tile", Rearranging::tile);
        exact("Slice", Rearranging::slice);
        exact("Concat", Rearranging::concat);
        exact("Split", Rearranging::split);
        exact("Trilu", Rearranging::trilu);
        exact("Pad", Padding::pad);
        exact("Gather", Gathering::gather);
        exact("GatherElements", Gathering::gatherElements);
        exact("GatherND", Gathering::gatherNd);
        exact("TopK", Gathering::topK);
        exact("Scatter", Scattering::scatterElements);
        exact("ScatterElements", Scattering::scatterElements);
        exact("ScatterND", Scattering::scatterNd);
        exact("MaxUnpool", Scattering::maxUnpool);
    }

    private void constants() {
        constant("Shape", ShapeArithmetic::shape);
        constant("Size", ShapeArithmetic::size);
        constant("Constant", ShapeArithmetic::constant);
        constant("ConstantOfShape", ShapeArithmetic::constantOfShape);
        constant("Range", ShapeArithmetic::range);
        constant("NonZero", ShapeArithmetic::nonZero);
        constant("EyeLike", ShapeArithmetic::eyeLike);
    }

    private void others() {
        exact("OneHot", ShapeArithmetic::oneHot);
        add("", "QuantizeLinear", Gradient.STRAIGHT_THROUGH, Quantisation::quantise);
        add("", "DequantizeLinear", Gradient.STRAIGHT_THROUGH, Quantisation::dequantise);
    }

    private void exact(String name, Kernel kernel) {
        add("", name, Gradient.EXACT, kernel);
    }

    private void constant(String name, Kernel kernel) {
        add("", name, Gradient.ZERO, kernel);
    }

    private void add(String domain, String name, Gradient gradient, Kernel kernel) {
        Operator operator =
                new Operator(domain, name, domain.isEmpty() ? OLDEST.getOrDefault(name, 1) : 1, gradient, kernel);
        table.put(operator.qualifiedName(), operator);
    }
}
