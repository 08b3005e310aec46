package org.halfspace.directions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.directions.Moves.Measured;
import org.halfspace.directions.ProbabilityProbe.Change;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/** One run over one subject: items are samples. */
final class DirectionsRun implements AnalysisRun<DirectionRow> {

    /** Few enough for an even load on all threads, enough for one call of the network. */
    private static final int SAMPLES_PER_TASK = 16;

    /** l r_c^2 above which local dimensions are computed for the first samples only: a fifth of a second each. */
    private static final double COSTLY_RANK = 2e8;

    /** That many of them. */
    static final int SAMPLES_WITH_COSTLY_RANK = 16;

    private final Subject subject;
    private final DirectionsParameters parameters;
    private final Context context;
    private final HeadGeometry geometry;
    private final Moves moves;
    private final Optional<double[]> mean;

    DirectionsRun(Subject subject, DirectionsParameters parameters, Context context) throws InterruptedException {
        this.subject = subject;
        this.parameters = parameters;
        this.context = context;
        this.geometry = HeadGeometry.of(subject);
        this.moves = new Moves(subject, parameters, context);
        this.mean = subject.data().isPresent() ? Optional.of(HiddenMean.of(subject)) : Optional.empty();
    }

    @Override
    public Plan plan() {
        return subject.data()
                .map(data -> new Plan(data.size(), SAMPLES_PER_TASK, "samples"))
                .orElseGet(Plan::summaryOnly);
    }

    @Override
    public List<DirectionRow> rows(Task task) throws InterruptedException {
        DMatrixRMaj hidden = subject.hidden(task);
        Double[] energies = invisibleEnergies(hidden);
        List<DirectionRow> rows = new ArrayList<>(task.size());
        for (int i = 0; i < task.size(); i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            double[] h = Arrays.copyOfRange(hidden.data, i * hidden.numCols, (i + 1) * hidden.numCols);
            rows.add(row(task.begin() + i, h, energies[i]));
        }
        return rows;
    }

    /** ‖(I - P)(h - mean)‖^2 / ‖h - mean‖^2 of every row; null where h is the mean. */
    private Double[] invisibleEnergies(DMatrixRMaj hidden) {
        double[] centre = mean.orElseThrow();
        DMatrixRMaj centred = hidden.copy();
        double[] whole = new double[hidden.numRows];
        for (int k = 0; k < centred.getNumElements(); k++) {
            centred.data[k] -= centre[k % centre.length];
            whole[k / centre.length] += centred.data[k] * centred.data[k];
        }
        double[] invisible = geometry.invariantSubspace().squaredInvisibleNorms(centred);
        Double[] energies = new Double[whole.length];
        for (int i = 0; i < whole.length; i++) {
            energies[i] = whole[i] == 0 ? null : Double.valueOf(Math.min(1, invisible[i] / whole[i]));
        }
        return energies;
    }

    private DirectionRow row(int sample, double[] h, Double invisibleEnergy) {
        Dataset data = subject.data().orElseThrow();
        int label = data.label(sample);
        double square = 0;
        for (double value : h) {
            square += value * value;
        }
        boolean restricted = subject.head().domain().kind() != HiddenDomain.Kind.REAL;
        int count = restricted ? Math.max(parameters.directions(), parameters.chords()) : parameters.directions();
        DMatrixRMaj directions = moves.directions(sample, count);
        Measured measured = moves.move(h, directions);
        Fibre fibre = new Fibre(geometry, h);
        boolean affordable =
                COSTLY_RANK >= (double) geometry.head().hiddenSize() * geometry.centredRank() * geometry.centredRank()
                        || sample < SAMPLES_WITH_COSTLY_RANK;
        double[] chords = restricted && directions.numRows > 0
                ? fibre.chords(Moves.first(directions, parameters.chords()))
                : new double[0];
        return new DirectionRow(
                sample,
                label < 0 ? null : label,
                SoftmaxHead.argmax(subject.head().logits(h)),
                Math.sqrt(square),
                measured.exact().largest(),
                measured.exact().bound(),
                measured.float32().map(Change::largest).orElse(null),
                measured.float32().map(Change::bound).orElse(null),
                measured.float32().map(Change::reach).orElse(null),
                invisibleEnergy,
                restricted ? fibre.atBoundary() : null,
                restricted && affordable ? fibre.twoSidedDimension() : null,
                chords.length == 0 ? null : chords[0],
                chords.length == 0 ? null : Statistics.medianOfSorted(chords),
                chords.length == 0 ? null : chords[chords.length - 1]);
    }

    @Override
    public Summary summarise(List<DirectionRow> rows) throws InterruptedException {
        return new DirectionsReport(subject, parameters, context, moves).summary(rows);
    }
}
