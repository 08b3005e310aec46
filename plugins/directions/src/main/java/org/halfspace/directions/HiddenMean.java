package org.halfspace.directions;

import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;

/**
 * The mean hidden vector of the data, from which invisible energy is measured. Of more than {@value #MOST} samples, as many are
 * taken in stretches spread evenly, so that the cost of a run stays bounded and data that are sorted by class are met in
 * every class.
 */
final class HiddenMean {
    static final int MOST = 256;
    private static final int STRETCH = 16;

    private HiddenMean() {}

    /** The mean, l numbers; a function of the model and the data alone. */
    static double[] of(Subject subject) throws InterruptedException {
        int size = subject.data().orElseThrow().size();
        int stretches = Math.min(MOST, size + STRETCH - 1) / STRETCH;
        double[] mean = new double[subject.head().hiddenSize()];
        int count = 0;
        for (int s = 0; s < stretches; s++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int begin = (int) ((long) s * Math.max(size, stretches * STRETCH) / stretches);
            DMatrixRMaj hidden = subject.hidden(new Task(begin, Math.min(size, begin + STRETCH)));
            for (int k = 0; k < hidden.getNumElements(); k++) {
                mean[k % mean.length] += hidden.data[k];
            }
            count += hidden.numRows;
        }
        for (int k = 0; k < mean.length; k++) {
            mean[k] /= count;
        }
        return mean;
    }
}
