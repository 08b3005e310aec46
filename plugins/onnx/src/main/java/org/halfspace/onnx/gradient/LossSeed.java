package org.halfspace.onnx.gradient;

import java.util.Arrays;
import java.util.List;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.LossFunction;

/**
 * A loss of logits and its derivative by them, which starts the reverse pass.
 *
 * @param value the loss, N x 1
 * @param cotangent its derivative by the logits, N x m
 */
record LossSeed(String value, String cotangent) {
    /** Keeps the ratio of the DLR loss finite where three logits are equal; the number of its authors. */
    private static final double LEAST_SPREAD = 1e-12;

    /** Below every logit, to leave one out of a maximum. */
    private static final double LOWEST = -Float.MAX_VALUE;

    /** Which logits the DLR loss divides by: the largest and the third largest. */
    private static final int RANKED = 3;

    /**
     * Writes a loss.
     *
     * @param shape the shape of the logits, N x m
     * @param z the logits
     * @param p the parameters, N x m
     * @throws InputException if there are too few classes
     */
    static LossSeed of(LossFunction loss, Emitter emitter, TensorShape shape, String z, String p) {
        if (shape.rank() != 2) {
            throw new InputException("a loss needs one row of logits for each sample")
                    .where("tensor \"" + z + "\"")
                    .expected("N x m")
                    .found(shape);
        }
        Writer writer = new Writer(emitter, new Expressions(emitter, shape.type()), shape, z, p);
        return switch (loss) {
            case CENTRED_RESIDUAL -> writer.centredResidual();
            case CROSS_ENTROPY -> writer.crossEntropy();
            case MARGIN -> writer.margin();
            case DIFFERENCE_OF_LOGITS_RATIO -> writer.logitsRatio();
            case LINEAR -> writer.linear();
        };
    }

    private record Writer(Emitter emitter, Expressions e, TensorShape shape, String z, String p) {

        /** {@code 1/2 |C r|^2} with {@code r = z - p}; its derivative is {@code C r}, since C is a projection. */
        LossSeed centredResidual() {
            String residual = e.sub(z, p);
            String mean = e.mul(sum(residual), 1.0 / shape.dim(1));
            String centred = e.sub(residual, mean);
            return new LossSeed(e.mul(sum(e.square(centred)), 0.5), centred);
        }

        /** {@code -sum p log y}; its derivative is {@code y sum p - p}. */
        LossSeed crossEntropy() {
            String logarithms = emitter.op("LogSoftmax", z).with("axis", 1).emit();
            String probabilities = emitter.op("Softmax", z).with("axis", 1).emit();
            String value = e.apply("Neg", sum(e.mul(p, logarithms)));
            return new LossSeed(value, e.sub(e.mul(probabilities, sum(p)), p));
        }

        LossSeed linear() {
            return new LossSeed(sum(e.mul(p, z)), p);
        }

        /** The derivative is 1 at t and -1 at the best other class. */
        LossSeed margin() {
            String others = e.where(e.greater(p, 0), e.number(LOWEST), z);
            String best = emitter.op("ArgMax", others)
                    .with("axis", 1)
                    .with("keepdims", 1)
                    .emit();
            String cotangent = e.sub(p, oneHot(best));
            return new LossSeed(sum(e.mul(cotangent, z)), cotangent);
        }

        /** A quotient of two linear forms, with the forms chosen by the order of the logits. */
        LossSeed logitsRatio() {
            if (shape.dim(1) < RANKED) {
                throw new InputException("the loss needs the third largest logit")
                        .expected("a classifier of at least " + RANKED + " classes")
                        .found(shape.dim(1) + " classes");
            }
            LossSeed margin = margin();
            List<String> top =
                    emitter.op("TopK", z, emitter.longs(RANKED)).with("axis", 1).emit(2);
            String first = oneHot(emitter.slice(top.get(1), 1, 0, 1));
            String third = oneHot(emitter.slice(top.get(1), 1, RANKED - 1, RANKED));
            String direction = e.sub(first, third);
            String spread = e.add(sum(e.mul(direction, z)), LEAST_SPREAD);
            String value = e.apply("Neg", e.div(margin.value(), spread));
            // d(-a/s) = -(da + (-a/s) ds) / s
            String numerator = e.add(margin.cotangent(), e.mul(direction, value));
            return new LossSeed(value, e.apply("Neg", e.div(numerator, spread)));
        }

        /** 1 at each row's index, 0 elsewhere. */
        private String oneHot(String indices) {
            long[] classes = new long[Math.toIntExact(shape.dim(1))];
            for (int i = 0; i < classes.length; i++) {
                classes[i] = i;
            }
            String all = emitter.shared("classes", () -> Tensor.longs(classes, 1, classes.length));
            return e.zeroOne(e.equal(indices, all));
        }

        /** The sum of each row, as a product: unlike a reduction's, its last bits do not depend on the rows around it. */
        private String sum(String tensor) {
            int classes = Math.toIntExact(shape.dim(1));
            double[] ones = new double[classes];
            Arrays.fill(ones, 1);
            String column = emitter.shared("ones", () -> Tensor.of(shape.type(), ones, classes, 1));
            return emitter.op("MatMul", tensor, column).emit();
        }
    }
}
