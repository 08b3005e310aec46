package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Expressions;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * LRN, {@code y = x S^-beta} with {@code S = bias + alpha / n B x^2}, where B sums over n neighbouring channels. Its Jacobian is
 * {@code diag(S^-beta) - 2 alpha beta / n diag(y / S) B diag(x)}.
 */
public final class LocalResponse implements GradientRule, TangentRule {
    private static final float ALPHA = 1e-4f;
    private static final float BETA = 0.75f;

    @Override
    public void reverse(Node node, Backward pass) {
        Terms terms = Terms.of(node, pass);
        String direct = pass.times(pass.cotangent(), terms.power());
        String weighted = pass.times(pass.cotangent(), terms.ratio());
        String window = pass.emit().op("Conv", weighted, terms.band(true)).emit();
        String across = pass.times(window, pass.expressions().mul(node.input(0), terms.factor()));
        pass.give(0, pass.emit().sub(direct, across));
    }

    @Override
    public void forward(Node node, Forward pass) {
        Terms terms = Terms.of(node, pass);
        String direct = pass.emit().mul(pass.tangent(0), terms.power());
        String scaled = pass.emit().mul(pass.tangent(0), pass.expressions().mul(node.input(0), terms.factor()));
        String window = pass.emit().op("Conv", scaled, terms.band(false)).emit();
        pass.give(pass.emit().sub(direct, pass.emit().mul(window, terms.ratio())));
    }

    /**
     * @param power {@code S^-beta}
     * @param ratio {@code y / S}
     * @param factor {@code 2 alpha beta / n}
     */
    private record Terms(String power, String ratio, double factor, int channels, long n, int rank, Pass pass) {
        static Terms of(Node node, Pass pass) {
            TensorShape shape = pass.inputShape(0);
            long n = node.intAttribute("size", 1);
            double alpha = node.realAttribute("alpha", ALPHA);
            double beta = node.realAttribute("beta", BETA);
            Terms band = new Terms("", "", 0, (int) shape.dim(1), n, shape.rank(), pass);
            Expressions e = pass.expressions();
            String sums = pass.emit()
                    .op("Conv", e.square(node.input(0)), band.band(false))
                    .emit();
            String s = e.add(e.mul(sums, alpha / n), node.realAttribute("bias", 1));
            return new Terms(
                    e.power(s, -beta),
                    e.div(node.output(), s),
                    2 * alpha * beta / n,
                    band.channels(),
                    n,
                    shape.rank(),
                    pass);
        }

        /** B, or its transpose, as the weights of a convolution with kernels of one element. */
        String band(boolean transposed) {
            return pass.emit().shared("band/" + channels + "/" + n + "/" + rank + "/" + transposed, () -> {
                double[] weights = new double[channels * channels];
                long before = (n - 1) / 2;
                for (int c = 0; c < channels; c++) {
                    for (long k = Math.max(0, c - before); k <= Math.min(channels - 1, c - before + n - 1); k++) {
                        weights[Math.toIntExact(transposed ? k * channels + c : (long) c * channels + k)] = 1;
                    }
                }
                long[] dims = Window.filled(rank, 1);
                dims[0] = channels;
                dims[1] = channels;
                return Tensor.of(pass.type(), weights, dims);
            });
        }
    }
}
