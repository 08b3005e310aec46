package org.halfspace.spi.search;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FormsGradient;
import org.halfspace.spi.model.LossGradient;
import org.halfspace.spi.model.PreciseMap;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * What the softmax output sees of the logits: {@code u = B^T z}, with the columns of B, m x r_c, an orthonormal basis of the range of
 * {@code W_c^T}. {@code C (z - z') = B (u - u')}, as far as the weights' rank at the precision of their storage goes. Computed once per
 * model and shared; thread-safe.
 */
public final class VisibleLogits implements AutoCloseable {
    /** What measured best (docs/search.md): from a third of it to three times it are about as good, ten times it is useless. */
    private static final double LEAK = 0.03;

    private final Classifier classifier;
    private final int rank;
    private final DMatrixRMaj basis;
    private final DMatrixRMaj forms;
    private final Optional<DifferentiableMap> gradient;
    private final Optional<PreciseMap> precise;
    private LossGradient losses;
    private LossGradient leakyLosses;
    private FormsGradient slopes;

    /**
     * The visible logits of a classifier; opens its derivatives, which can take as long as opening the network does.
     *
     * @param classifier the classifier
     * @param rank r_c, the rank of the centred weights, as the head's geometry has it
     */
    public VisibleLogits(Classifier classifier, int rank) {
        this.classifier = classifier;
        SoftmaxHead head = classifier.head();
        this.rank = rank;
        this.basis = rank == head.classes() - 1 ? helmert(head.classes()) : range(head, rank);
        this.gradient = classifier.gradient();
        this.precise = classifier.features().precise();
        int l = head.hiddenSize();
        int m = head.classes();
        forms = new DMatrixRMaj(rank, l);
        for (int j = 0; j < rank; j++) {
            for (int k = 0; k < l; k++) {
                double sum = 0;
                for (int i = 0; i < m; i++) {
                    sum += head.weights().data[k * m + i] * basis.data[j * m + i];
                }
                forms.data[j * l + k] = sum;
            }
        }
    }

    /** The orthonormal rows of Helmert's matrix without its first: each compares a class with the mean of those before it. */
    private static DMatrixRMaj helmert(int m) {
        DMatrixRMaj rows = new DMatrixRMaj(m - 1, m);
        for (int j = 1; j < m; j++) {
            double length = Math.sqrt(j * (j + 1.0));
            for (int i = 0; i < j; i++) {
                rows.set(j - 1, i, 1 / length);
            }
            rows.set(j - 1, j, -j / length);
        }
        return rows;
    }

    /** Eigenvectors of the Gram matrix of the centred weights, those of the largest eigenvalues. */
    private static DMatrixRMaj range(SoftmaxHead head, int rank) {
        int m = head.classes();
        DMatrixRMaj gram = new DMatrixRMaj(m, m);
        double[] centred = new double[m];
        for (int k = 0; k < head.hiddenSize(); k++) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean += head.weights().data[k * m + i] / m;
            }
            for (int i = 0; i < m; i++) {
                centred[i] = head.weights().data[k * m + i] - mean;
            }
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    gram.data[i * m + j] += centred[i] * centred[j];
                }
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(m, true, true);
        if (!eigen.decompose(gram)) {
            throw new IllegalStateException("the eigenvalues of a symmetric matrix were not found");
        }
        Integer[] order = new Integer[m];
        for (int i = 0; i < m; i++) {
            order[i] = i;
        }
        Arrays.sort(
                order, Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()));
        DMatrixRMaj rows = new DMatrixRMaj(rank, m);
        for (int j = 0; j < rank; j++) {
            System.arraycopy(eigen.getEigenVector(order[j]).data, 0, rows.data, j * m, m);
        }
        return rows;
    }

    /** The classifier. */
    public Classifier classifier() {
        return classifier;
    }

    /** r_c. */
    public int rank() {
        return rank;
    }

    /** B^T, r_c x m; not to be changed. */
    public DMatrixRMaj basis() {
        return basis;
    }

    /** {@code (W B)^T}, r_c x l: linear forms of hidden vectors whose values are u, but for a constant; not to be changed. */
    public DMatrixRMaj forms() {
        return forms;
    }

    /** g with derivatives, where it has them. */
    public Optional<DifferentiableMap> gradient() {
        return gradient;
    }

    /** g in double precision, where the model has it. */
    public Optional<PreciseMap> precise() {
        return precise;
    }

    /** Losses of the logits; opened by the first who asks. */
    public synchronized LossGradient losses() {
        if (losses == null) {
            losses = gradient.orElseThrow().losses(classifier.head());
        }
        return losses;
    }

    /** Losses of the logits with gradients that see past rectifiers which are off; opened by the first who asks. */
    synchronized LossGradient leakyLosses() {
        if (leakyLosses == null) {
            leakyLosses = gradient.orElseThrow().leakyLosses(classifier.head(), LEAK);
        }
        return leakyLosses;
    }

    /** Gradients of u; opened by the first who asks. */
    synchronized FormsGradient slopes() {
        if (slopes == null) {
            slopes = gradient.orElseThrow().gradients(forms);
        }
        return slopes;
    }

    /**
     * z(x), in double precision where the model has it, and by the network in float32 where not.
     *
     * @param input n numbers
     * @return m numbers
     */
    public double[] logitsAt(double[] input) {
        return classifier.head().logits(hiddenAt(input));
    }

    /** g(x), as {@link #logitsAt}: l numbers. */
    public double[] hiddenAt(double[] input) {
        if (precise.isPresent()) {
            return precise.get().apply(input);
        }
        return networkHiddenAt(input);
    }

    /** g(x) by the network in float32: l numbers. */
    public double[] networkHiddenAt(double[] input) {
        float[] pixels = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            pixels[i] = (float) input[i];
        }
        float[] hidden = classifier.features().apply(pixels, 1);
        double[] result = new double[hidden.length];
        for (int k = 0; k < hidden.length; k++) {
            result[k] = hidden[k];
        }
        return result;
    }

    /** u of m logits. */
    public double[] ofLogits(double[] z) {
        double[] u = new double[rank];
        for (int j = 0; j < rank; j++) {
            for (int i = 0; i < z.length; i++) {
                u[j] += basis.data[j * z.length + i] * z[i];
            }
        }
        return u;
    }

    /** The difference of centred logits that a difference of u stands for: {@code B u}, m numbers. */
    public double[] centredLogits(double[] u) {
        int m = basis.numCols;
        double[] z = new double[m];
        for (int j = 0; j < rank; j++) {
            for (int i = 0; i < m; i++) {
                z[i] += basis.data[j * m + i] * u[j];
            }
        }
        return z;
    }

    /** u of a hidden vector in a buffer. */
    double[] ofHidden(FloatBuffer hidden, int offset) {
        double[] u = linearOfHidden(hidden, offset);
        double[] constant = ofLogits(classifier.head().bias());
        for (int j = 0; j < rank; j++) {
            u[j] += constant[j];
        }
        return u;
    }

    /** The linear part of u. */
    double[] linearOfHidden(FloatBuffer hidden, int offset) {
        double[] u = new double[rank];
        int l = forms.numCols;
        for (int j = 0; j < rank; j++) {
            double sum = 0;
            for (int k = 0; k < l; k++) {
                sum += forms.data[j * l + k] * hidden.get(offset + k);
            }
            u[j] = sum;
        }
        return u;
    }

    /** {@code W B v}: the derivative by the hidden vector of {@code u . v}, l numbers. */
    double[] transposed(double[] v) {
        int l = forms.numCols;
        double[] result = new double[l];
        for (int j = 0; j < rank; j++) {
            for (int k = 0; k < l; k++) {
                result[k] += forms.data[j * l + k] * v[j];
            }
        }
        return result;
    }

    /** Frees what was opened here; the classifier stays open. */
    @Override
    public synchronized void close() {
        if (losses != null) {
            losses.close();
            losses = null;
        }
        if (leakyLosses != null) {
            leakyLosses.close();
            leakyLosses = null;
        }
        if (slopes != null) {
            slopes.close();
            slopes = null;
        }
    }
}
