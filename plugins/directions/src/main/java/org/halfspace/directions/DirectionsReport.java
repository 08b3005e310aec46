package org.halfspace.directions;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.directions.DirectionsSummary.Starts;
import org.halfspace.directions.Moves.Measured;
import org.halfspace.directions.ProbabilityProbe.Change;
import org.halfspace.geometry.GordanAlternative;
import org.halfspace.geometry.GordanAlternative.Answer;
import org.halfspace.geometry.GordanAlternative.Verdict;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.InvariantSubspace;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.HiddenDomain;

/** Puts the rows of a run and the head's geometry together. */
final class DirectionsReport {

    /** Directions handed over for core to check. */
    private static final int WITNESSES = 3;

    /** The random stream of the witnesses; odd negative numbers from -3 on are those of random starts. */
    private static final long WITNESS_STREAM = -1;

    private final Subject subject;
    private final DirectionsParameters parameters;
    private final Context context;
    private final Moves moves;
    private final HeadGeometry geometry;
    private final HiddenDomain domain;

    DirectionsReport(Subject subject, DirectionsParameters parameters, Context context, Moves moves) {
        this.subject = subject;
        this.parameters = parameters;
        this.context = context;
        this.moves = moves;
        this.geometry = HeadGeometry.of(subject);
        this.domain = subject.head().domain();
    }

    Summary summary(List<DirectionRow> rows) throws InterruptedException {
        Measured measured = Measured.NONE;
        for (DirectionRow row : rows) {
            measured = Measured.larger(measured, measured(row));
        }
        if (rows.isEmpty()) {
            measured = moves.fromRandomStarts();
        }
        Optional<Verdict> verdict = oneSided();
        DirectionsSummary values = values(rows, measured, verdict);
        return new Summary(
                values, Findings.of(values, parameters), witnesses(verdict), figures(values, rows), artifacts());
    }

    private Measured measured(DirectionRow row) {
        Optional<Change> float32 = Optional.ofNullable(row.maxProbabilityChangeFloat32())
                .map(largest -> new Change(largest, row.probabilityRoundingBoundFloat32(), row.reachFloat32()));
        Change exact = new Change(row.maxProbabilityChange(), row.probabilityRoundingBound(), parameters.reach());
        return new Measured(exact, float32);
    }

    /** Whether some direction stays in the domain for ever; empty for R^l. */
    private Optional<Verdict> oneSided() throws InterruptedException {
        boolean down = domain.lower() == Double.NEGATIVE_INFINITY;
        boolean up = domain.upper() == Double.POSITIVE_INFINITY;
        if (up && down) {
            return Optional.empty();
        }
        if (!up && !down) {
            return Optional.of(new Verdict(Answer.NONE, "the hidden domain is bounded", Optional.empty()));
        }
        Verdict verdict = new GordanAlternative(geometry, Moves.subspace(geometry)).decide();
        // Where the domain is open below, d goes on for ever where -d does where it is open above.
        return Optional.of(up ? verdict : verdict.reversed());
    }

    private DirectionsSummary values(List<DirectionRow> rows, Measured measured, Optional<Verdict> verdict) {
        double[] singularValues = geometry.centredSpectrum().values();
        double gap = geometry.centredSpectrum().gap(geometry.centredRank());
        double[] local = rows.stream()
                .map(DirectionRow::twoSidedDimension)
                .filter(Objects::nonNull)
                .mapToDouble(Integer::doubleValue)
                .sorted()
                .toArray();
        boolean cone = verdict.isPresent()
                && (domain.lower() == Double.NEGATIVE_INFINITY || domain.upper() == Double.POSITIVE_INFINITY);
        int l = subject.head().hiddenSize();
        int m = subject.head().classes();
        return new DirectionsSummary(
                geometry.dimension(),
                geometry.logitInvariantDimension(),
                l - m,
                l,
                m,
                geometry.centredRank(),
                geometry.rank(),
                geometry.centredRankAtDoublePrecision(),
                geometry.storageTolerance(),
                Double.isInfinite(gap) ? null : gap,
                geometry.canonicalAngleBound(),
                geometry.distanceToAffineHull(),
                domain.toString(),
                measured.exact().largest(),
                measured.exact().bound(),
                measured.float32().map(Change::largest).orElse(null),
                measured.float32().map(Change::bound).orElse(null),
                measured.float32().map(Change::reach).orElse(null),
                rows.isEmpty() ? Starts.RANDOM : Starts.DATA,
                rows.isEmpty() ? Moves.RANDOM_STARTS : rows.size(),
                Statistics.mean(rows.stream().map(DirectionRow::invisibleEnergy).toList()),
                energyByClass(rows, m),
                verdict.map(Verdict::answer).orElse(null),
                verdict.map(Verdict::certificate).orElse(null),
                cone ? GordanAlternative.wendelProbability(l, geometry.centredRank()) : null,
                local.length == 0 ? null : Double.valueOf(Statistics.medianOfSorted(local)),
                local.length == 0
                        ? null
                        : (int) Arrays.stream(local).filter(n -> n > 0).count(),
                local.length == 0 ? null : local.length,
                Arrays.stream(singularValues).boxed().toList());
    }

    private static List<Double> energyByClass(List<DirectionRow> rows, int classes) {
        if (rows.isEmpty()) {
            return null;
        }
        List<List<Double>> energies = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            energies.add(new ArrayList<>());
        }
        for (DirectionRow row : rows) {
            energies.get(row.label() == null ? row.predicted() : row.label()).add(row.invisibleEnergy());
        }
        List<Double> means = new ArrayList<>();
        energies.forEach(ofClass -> means.add(Statistics.mean(ofClass)));
        return Collections.unmodifiableList(means);
    }

    /** Directions of the V that the stored numbers have: those that core's check can hold them to. */
    private List<Witness> witnesses(Optional<Verdict> verdict) {
        List<Witness> witnesses = new ArrayList<>();
        InvariantSubspace exact = geometry.exactInvariantSubspace();
        if (exact.dimension() > 0) {
            DMatrixRMaj directions = exact.randomDirections(WITNESSES, context.random(WITNESS_STREAM));
            for (int i = 0; i < directions.numRows; i++) {
                witnesses.add(new Witness.InvariantDirection(
                        Arrays.copyOfRange(directions.data, i * directions.numCols, (i + 1) * directions.numCols)));
            }
            verdict.flatMap(Verdict::direction)
                    .ifPresent(direction -> witnesses.add(new Witness.InvariantDirection(direction)));
        }
        return witnesses;
    }

    private static List<Figure> figures(DirectionsSummary values, List<DirectionRow> rows) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figures.spectrum(values.singularValues(), values.rankTolerance()));
        if (!rows.isEmpty()) {
            figures.add(Figures.invisibleEnergy());
        }
        return figures;
    }

    private List<Artifact> artifacts() {
        return parameters.basis().map(file -> new Artifact(file, this::writeBasis)).stream()
                .toList();
    }

    private void writeBasis(OutputStream out) throws IOException {
        DMatrixRMaj basis = geometry.invariantSubspace().basis();
        NumpyArray.of(List.of(basis.numRows, basis.numCols), basis.data).write(out);
    }

    /** A short number for a sentence. */
    static String brief(double value) {
        return String.format(Locale.ROOT, "%.2g", value);
    }
}
