package org.halfspace.parallelism;

import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;

/** The largest norm of a hidden vector. Stateless. */
final class Radius {
    private static final int SAMPLES_AT_ONCE = 64;

    private Radius() {}

    /** The one that was given, or else the largest of the data, or else null. */
    static Double of(Subject subject, ParallelismParameters parameters) throws InterruptedException {
        if (parameters.radius().isPresent() || subject.data().isEmpty()) {
            return parameters.radius().orElse(null);
        }
        int samples = subject.data().get().size();
        double largest = 0;
        for (int begin = 0; begin < samples; begin += SAMPLES_AT_ONCE) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            DMatrixRMaj hidden = subject.hidden(new Task(begin, Math.min(samples, begin + SAMPLES_AT_ONCE)));
            for (int i = 0; i < hidden.numRows; i++) {
                double square = 0;
                for (int k = 0; k < hidden.numCols; k++) {
                    square += hidden.get(i, k) * hidden.get(i, k);
                }
                largest = Math.max(largest, Math.sqrt(square));
            }
        }
        return samples == 0 ? null : (Double) largest;
    }
}
