package org.halfspace.spi.search;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.LossFunction;
import org.halfspace.spi.model.LossGradient;
import org.halfspace.spi.model.PreciseMap;

/**
 * A classifier as a search sees it, which counts what it is asked. Logits are seen in the coordinates {@code u = B^T z}, where the
 * columns of B are an orthonormal basis of the space that centred logits vary in ({@link VisibleLogits}): two inputs have the same softmax
 * output if and only if they have the same u, and {@code |u - u'|} is the Euclidean length of the difference of centred logits. For
 * one thread.
 */
public final class CountedClassifier {
    /** Rows of the network that one call takes at most: keeps buffers small, and is a multiple of what networks run at once. */
    private static final int BLOCK = 512;

    private final VisibleLogits logits;
    private final Optional<DifferentiableMap> gradient;
    private final Buffers buffers;
    private long forwardPasses;
    private long gradientPasses;
    private long tangentPasses;

    /** A point with u and its Jacobian there. */
    public record Linearisation(double[] value, double[][] jacobian) {}

    /** Values of the loss {@code 1/2 |u - u'|^2} with gradients. */
    public record Losses(double[] values, double[][] gradients) {}

    /** Sees a classifier; each search has an object of its own. */
    public CountedClassifier(VisibleLogits logits) {
        this.logits = logits;
        this.gradient = logits.gradient();
        this.buffers = new Buffers();
    }

    /** n, how many numbers an input has. */
    public int inputSize() {
        return logits.classifier().features().inputSize();
    }

    /** r_c, how many coordinates u has. */
    public int rank() {
        return logits.rank();
    }

    /** The coordinates themselves, for what they say of single logits. */
    public VisibleLogits logits() {
        return logits;
    }

    /** Whether the classifier can be differentiated. */
    public boolean isDifferentiable() {
        return gradient.isPresent();
    }

    /** The map in double precision, where the model has it. */
    public Optional<PreciseMap> precise() {
        return logits.precise();
    }

    /** How many inputs went forward only. */
    public long forwardPasses() {
        return forwardPasses;
    }

    /** How many inputs went forward and back. */
    public long gradientPasses() {
        return gradientPasses;
    }

    /** How many tangents went forward. */
    public long tangentPasses() {
        return tangentPasses;
    }

    /**
     * u at some points, by the network in float32.
     *
     * @param points n numbers each, rounded to float32 here
     * @return r_c numbers each
     */
    public double[][] values(double[][] points) {
        double[][] values = new double[points.length][];
        FeatureMap g = logits.classifier().features();
        for (int begin = 0; begin < points.length; begin += BLOCK) {
            int rows = Math.min(BLOCK, points.length - begin);
            FloatBuffer inputs = buffers.inputs(rows * inputSize());
            for (int i = 0; i < rows; i++) {
                put(points[begin + i], inputs, i);
            }
            FloatBuffer hidden = buffers.hidden(rows * g.outputSize());
            g.apply(inputs, rows, hidden);
            for (int i = 0; i < rows; i++) {
                values[begin + i] = logits.ofHidden(hidden, i * g.outputSize());
            }
        }
        forwardPasses += points.length;
        return values;
    }

    /**
     * u and its Jacobian at some points, by the network in float32: r_c gradients for each point, which may share the pass forward.
     *
     * @throws IllegalStateException if the classifier cannot be differentiated
     */
    public Linearisation[] linearise(double[][] points) {
        DifferentiableMap g = differentiable();
        int n = inputSize();
        int l = g.outputSize();
        int rank = rank();
        Linearisation[] result = new Linearisation[points.length];
        int together = Math.max(1, BLOCK / rank);
        for (int begin = 0; begin < points.length; begin += together) {
            int count = Math.min(together, points.length - begin);
            FloatBuffer inputs = buffers.inputs(count * n);
            for (int i = 0; i < count; i++) {
                put(points[begin + i], inputs, i);
            }
            FloatBuffer hidden = buffers.hidden(count * l);
            FloatBuffer gradients = buffers.gradients(count * rank * n);
            logits.slopes().gradients(inputs, count, hidden, gradients);
            for (int i = 0; i < count; i++) {
                double[][] jacobian = new double[rank][n];
                for (int j = 0; j < rank; j++) {
                    read(gradients, i * rank + j, jacobian[j]);
                }
                result[begin + i] = new Linearisation(logits.ofHidden(hidden, i * l), jacobian);
            }
        }
        gradientPasses += (long) points.length * rank;
        return result;
    }

    /**
     * {@code J^T v} at some points, with u on the way: one pass forward and back each.
     *
     * @param cotangents v, r_c numbers for each point
     * @param values receives u, r_c numbers for each point
     */
    public double[][] vjp(double[][] points, double[][] cotangents, double[][] values) {
        DifferentiableMap g = differentiable();
        int n = inputSize();
        int l = g.outputSize();
        int rows = points.length;
        FloatBuffer inputs = buffers.inputs(rows * n);
        FloatBuffer forms = buffers.cotangents(rows * l);
        for (int i = 0; i < rows; i++) {
            put(points[i], inputs, i);
            put(logits.transposed(cotangents[i]), forms, i);
        }
        FloatBuffer hidden = buffers.hidden(rows * l);
        FloatBuffer gradients = buffers.gradients(rows * n);
        g.vjp(inputs, rows, forms, hidden, gradients);
        double[][] result = new double[rows][n];
        for (int i = 0; i < rows; i++) {
            read(gradients, i, result[i]);
            values[i] = logits.ofHidden(hidden, i * l);
        }
        gradientPasses += rows;
        return result;
    }

    /** {@code J d} at a point: one tangent. */
    public double[] jvp(double[] point, double[] tangent) {
        DifferentiableMap g = differentiable();
        FloatBuffer inputs = buffers.inputs(inputSize());
        put(point, inputs, 0);
        FloatBuffer tangents = buffers.gradients(inputSize());
        put(tangent, tangents, 0);
        FloatBuffer hidden = buffers.hidden(g.outputSize());
        FloatBuffer products = buffers.cotangents(g.outputSize());
        g.jvp(inputs, 1, tangents, hidden, products);
        tangentPasses++;
        return logits.linearOfHidden(products, 0);
    }

    /**
     * {@code 1/2 |u - u'|^2} with its gradient at some points: one pass forward and back each.
     *
     * @param points n numbers each
     * @param targetLogits z(x'), m numbers, the same for all points
     */
    public Losses losses(double[][] points, double[] targetLogits) {
        return losses(logits.losses(), points, targetLogits);
    }

    /** The same with a surrogate for the gradient, which sees past rectifiers that are off ({@link DifferentiableMap#leakyLosses}). */
    public Losses leakyLosses(double[][] points, double[] targetLogits) {
        return losses(logits.leakyLosses(), points, targetLogits);
    }

    private Losses losses(LossGradient gradient, double[][] points, double[] targetLogits) {
        differentiable();
        int n = inputSize();
        int m = targetLogits.length;
        double[] values = new double[points.length];
        double[][] gradients = new double[points.length][n];
        for (int begin = 0; begin < points.length; begin += BLOCK) {
            int rows = Math.min(BLOCK, points.length - begin);
            FloatBuffer inputs = buffers.inputs(rows * n);
            FloatBuffer parameters = buffers.cotangents(rows * m);
            for (int i = 0; i < rows; i++) {
                put(points[begin + i], inputs, i);
                put(targetLogits, parameters, i);
            }
            FloatBuffer outputs = buffers.hidden(rows * (m + 1));
            FloatBuffer slopes = buffers.gradients(rows * n);
            FloatBuffer losses = outputs.slice(0, rows);
            FloatBuffer z = outputs.slice(rows, rows * m);
            gradient.valueAndGradient(LossFunction.CENTRED_RESIDUAL, inputs, rows, parameters, losses, z, slopes);
            for (int i = 0; i < rows; i++) {
                values[begin + i] = losses.get(i);
                read(slopes, i, gradients[begin + i]);
            }
        }
        gradientPasses += points.length;
        return new Losses(values, gradients);
    }

    /**
     * u and its Jacobian at a point in double precision, by another path than the network's.
     *
     * @throws java.util.NoSuchElementException if the model has none
     */
    public Linearisation lineariseExactly(double[] point) {
        PreciseMap.Linearisation at = precise().orElseThrow().linearise(point);
        DMatrixRMaj forms = logits.forms();
        double[][] jacobian = new double[rank()][];
        double[] form = new double[forms.numCols];
        for (int j = 0; j < jacobian.length; j++) {
            System.arraycopy(forms.data, j * form.length, form, 0, form.length);
            jacobian[j] = at.vjp(form);
        }
        return new Linearisation(logits.ofLogits(logits.classifier().head().logits(at.value())), jacobian);
    }

    private DifferentiableMap differentiable() {
        return gradient.orElseThrow(() -> new IllegalStateException("this classifier cannot be differentiated"));
    }

    // Arrays are converted, and copied whole: loops over buffers take far longer to compile.

    private static void put(double[] numbers, FloatBuffer buffer, int row) {
        float[] narrow = new float[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) numbers[i];
        }
        buffer.put(row * narrow.length, narrow);
    }

    private static void read(FloatBuffer buffer, int row, double[] numbers) {
        float[] narrow = new float[numbers.length];
        buffer.get(row * narrow.length, narrow);
        for (int i = 0; i < narrow.length; i++) {
            numbers[i] = narrow[i];
        }
    }

    /** Direct buffers that grow as they are needed, and are used again. */
    private static final class Buffers {
        private FloatBuffer inputs = FloatBuffer.allocate(0);
        private FloatBuffer cotangents = FloatBuffer.allocate(0);
        private FloatBuffer hidden = FloatBuffer.allocate(0);
        private FloatBuffer gradients = FloatBuffer.allocate(0);

        FloatBuffer inputs(int size) {
            inputs = grown(inputs, size);
            return inputs;
        }

        FloatBuffer cotangents(int size) {
            cotangents = grown(cotangents, size);
            return cotangents;
        }

        FloatBuffer hidden(int size) {
            hidden = grown(hidden, size);
            return hidden;
        }

        FloatBuffer gradients(int size) {
            gradients = grown(gradients, size);
            return gradients;
        }

        private static FloatBuffer grown(FloatBuffer buffer, int size) {
            return buffer.capacity() >= size ? buffer : FeatureMap.allocate(size);
        }
    }
}
