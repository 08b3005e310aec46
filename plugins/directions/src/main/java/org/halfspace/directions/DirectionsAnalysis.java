package org.halfspace.directions;

import java.util.List;
import java.util.Set;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.pf4j.Extension;

/**
 * The adversarial directions of a classifier: the subspace V of hidden space along which no probability changes (Definition 1 and
 * Theorem 1 of the paper), what moving along it does to the model's own head, and how much of every hidden vector lies in it.
 */
@Extension
public final class DirectionsAnalysis implements Analysis<DirectionsParameters, DirectionRow> {

    /** For PF4J, which builds extensions. */
    public DirectionsAnalysis() {}

    @Override
    public Definition<DirectionsParameters, DirectionRow> definition() {
        return new Definition<>(
                "directions",
                1,
                "Directions of hidden space along which no probability changes",
                DirectionsParameters.class,
                DirectionRow.class,
                Set.of(),
                List.of(
                        "directions model.onnx",
                        "directions model.onnx --data images.csv --directions 20",
                        "directions weights.npz --basis basis.npy --json"));
    }

    @Override
    public AnalysisRun<DirectionRow> prepare(Subject subject, DirectionsParameters parameters, Context context)
            throws InterruptedException {
        return new DirectionsRun(subject, parameters, context);
    }
}
