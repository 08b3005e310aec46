package org.halfspace.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.HiddenDomain;

/** Hidden vectors of the data, and whether they lie where they are said to. */
final class HiddenSamples {

    /** Samples that pass through the network together. */
    private static final int BATCH = 64;

    /** A network in float32 may miss the end of its domain by this part of 1 or of the end. */
    private static final double SLACK = 1e-5;

    private HiddenSamples() {}

    /**
     * Works on all samples in order, some at a time.
     *
     * @param <E> how it can fail
     */
    interface Consumer<E extends Exception> {
        /**
         * Takes a sample.
         *
         * @param h its hidden vector, l numbers, its own
         */
        void accept(int sample, double[] h) throws E, InterruptedException;
    }

    static <E extends Exception> void forEach(Subject subject, Consumer<E> consumer) throws E, InterruptedException {
        int count = subject.data().orElseThrow().size();
        for (Task task : new Plan(count, BATCH, "samples").tasks()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            DMatrixRMaj hidden = subject.hidden(task);
            for (int s = 0; s < task.size(); s++) {
                int l = hidden.numCols;
                consumer.accept(task.begin() + s, Arrays.copyOfRange(hidden.data, s * l, (s + 1) * l));
            }
        }
    }

    /** The hidden vectors of some samples. */
    static List<double[]> of(Subject subject, int... samples) {
        List<double[]> vectors = new ArrayList<>();
        for (int sample : samples) {
            vectors.add(subject.hidden(new Task(sample, sample + 1)).data.clone());
        }
        return vectors;
    }

    /**
     * Refuses data that lie outside the domain.
     *
     * @param chosen whether the user chose the domain
     */
    static void requireInside(Subject subject, HiddenDomain domain, boolean chosen) throws InterruptedException {
        if (subject.data().isEmpty() || domain.kind() == HiddenDomain.Kind.REAL) {
            return;
        }
        forEach(subject, (sample, h) -> {
            for (int k = 0; k < h.length; k++) {
                double below = domain.lower() - h[k];
                double above = h[k] - domain.upper();
                if (below > SLACK * Math.max(1, Math.abs(domain.lower()))
                        || above > SLACK * Math.max(1, Math.abs(domain.upper()))) {
                    throw new InputException("the domain excludes a sample's hidden vector")
                            .where("coordinate " + k + " of sample " + sample + " of "
                                    + subject.data().orElseThrow().name())
                            .expected("a number of the domain " + domain)
                            .found(h[k])
                            .hint("give another " + (chosen ? "--domain" : "--hidden-domain") + ", or other data");
                }
            }
        });
    }

    /** The nearest vector of the domain: what float32 missed is put back. */
    static double[] clamped(double[] h, HiddenDomain domain) {
        double[] clamped = h.clone();
        for (int k = 0; k < h.length; k++) {
            clamped[k] = Math.max(domain.lower(), Math.min(domain.upper(), h[k]));
        }
        return clamped;
    }
}
