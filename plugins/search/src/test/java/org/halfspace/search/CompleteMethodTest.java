package org.halfspace.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.LeastMatch;
import org.halfspace.testkit.RectifiedLayers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Least distances on networks of rectifiers that are small enough for a complete method. */
class CompleteMethodTest {
    /** What linear programs and the float32 numbers of matches round. */
    private static final double ROUNDING = 1e-6;

    /** What a least distance is claimed to. */
    private static final double RATIO = 1.01;

    /** Share of pairs that the claim has to hold for: the method is local, and says so. */
    private static final double MOST = 0.9;

    private static final double TOLERANCE = 1e-3;
    private static final int NETWORKS = 8;
    private static final int PAIRS = 5;

    @ParameterizedTest
    @EnumSource(
            value = Norm.class,
            names = {"LINF", "L1"})
    void theSearchFindsTheLeastDistanceOfMostPairsAndNothingNearer(Norm norm) throws InterruptedException {
        List<Double> ratios = new ArrayList<>();
        for (int seed = 0; seed < NETWORKS; seed++) {
            RectifiedLayers network =
                    seed % 2 == 0 ? RectifiedLayers.random(seed, 4, 7) : RectifiedLayers.random(seed, 3, 5, 5);
            Subject subject = Searches.subject(network, AnalyticHeads.gaussian(network.outputSize(), 3, seed), 20);
            LeastMatch complete = new LeastMatch(network, centredWeights(subject.head()), 0, 1);
            SearchParameters parameters = SearchParameters.defaults()
                    .withPairs(Integer.toString(PAIRS))
                    .withNorm(norm);
            for (PairRow row : Searches.rows(subject, parameters)) {
                double[] source = pixels(subject, row.source(), network.inputSize());
                double[] target = pixels(subject, row.target(), network.inputSize());
                double least = complete.distance(source, target, norm, TOLERANCE);
                double exact = complete.distance(source, target, norm, 0);
                assertThat(row.found()).isTrue();
                assertThat(row.eps()).as("seed %d, pair %d", seed, row.pair()).isGreaterThanOrEqualTo(least - ROUNDING);
                ratios.add(row.eps() / exact);
            }
        }
        assertThat(ratios.stream().filter(ratio -> ratio <= RATIO).count())
                .as("found / exact least distance: %s", ratios)
                .isGreaterThanOrEqualTo((long) (MOST * ratios.size()));
    }

    private static DMatrixRMaj centredWeights(SoftmaxHead head) {
        int m = head.classes();
        DMatrixRMaj forms = new DMatrixRMaj(m, head.hiddenSize());
        for (int k = 0; k < head.hiddenSize(); k++) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean += head.weights().get(k, i) / m;
            }
            for (int i = 0; i < m; i++) {
                forms.set(i, k, head.weights().get(k, i) - mean);
            }
        }
        return forms;
    }

    private static double[] pixels(Subject subject, int sample, int size) {
        var buffer = subject.pixels(new Task(sample, sample + 1));
        double[] x = new double[size];
        for (int i = 0; i < size; i++) {
            x[i] = buffer.get(i);
        }
        return x;
    }
}
