package org.halfspace.regions;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.GordanAlternative;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/** Puts the answer together. */
final class RegionsReport {

    /** Operations that the check of witness points may take, seconds: of a larger head some points are checked. */
    private static final double CHECKING = 2e10;

    /** The same for points on facets that nobody asked for: a tenth of a second's worth of what else is done. */
    private static final double CHECKING_UNASKED = 2e9;

    /** Numbers that witness points found again for their check may take. */
    private static final long CHECKED_NUMBERS = 8_000_000;

    private final Subject subject;
    private final RegionsParameters parameters;
    private final Context context;
    private final SoftmaxHead head;
    private final RegionDecider decider;
    private final ClassPoints points;
    private final boolean closedForm;
    private final Optional<Slice> slice;
    private final List<String> findings = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();

    RegionsReport(
            Subject subject,
            RegionsParameters parameters,
            Context context,
            SoftmaxHead head,
            RegionDecider decider,
            ClassPoints points,
            boolean closedForm,
            Optional<Slice> slice) {
        this.subject = subject;
        this.parameters = parameters;
        this.context = context;
        this.head = head;
        this.decider = decider;
        this.points = points;
        this.closedForm = closedForm;
        this.slice = slice;
    }

    Summary summary(List<ClassRegionRow> rows) throws InterruptedException {
        HeadGeometry geometry = HeadGeometry.of(subject);
        int rank = geometry.centredRankAtDoublePrecision();
        int argmaxable = count(rows, Region.UNBOUNDED) + count(rows, Region.BOUNDED);
        int certified = (int) rows.stream().filter(ClassRegionRow::certified).count();
        verdicts(rows, argmaxable, certified);
        certify(rows);
        boolean asksCone = !Double.isInfinite(head.domain().lower())
                != !Double.isInfinite(head.domain().upper());
        GordanAlternative.Verdict cone = asksCone ? oneSided(geometry) : null;
        Double wendel =
                cone == null ? null : Double.valueOf(GordanAlternative.wendelProbability(head.hiddenSize(), rank));
        if (cone != null) {
            describe(cone, wendel);
        }
        Neighbours.Found neighbours = new Neighbours(parameters, context, head, decider, points, closedForm).find(rows);
        certify(neighbours.adjacency(), neighbours.facets(), neighbours.separations());
        findings.add(
                neighbours.count() == null
                        ? "which pairs of regions share a facet was " + neighbours.note()
                        : neighbours.count() + " pairs of regions share a facet (" + neighbours.note() + ")");
        Samples samples = Samples.of(subject, head);
        samples.finding().ifPresent(findings::add);
        List<Figure> figures = new ArrayList<>();
        AdjacencyGraph.of(rows, neighbours.pairs()).ifPresent(figures::add);
        List<Artifact> artifacts = new ArrayList<>();
        parameters.distancesTo().ifPresent(file -> artifacts.add(new Artifact(file, samples::write)));
        if (slice.isPresent()) {
            SlicePicture picture = slice.get().draw(parameters.sliceRadius());
            figures.add(picture.figure());
            parameters.sliceTo().ifPresent(file -> artifacts.add(new Artifact(file, picture::writeSvg)));
            findings.add(picture.finding());
        }
        return new Summary(
                new RegionsSummary(
                        head.domain().toString(),
                        head.hiddenSize(),
                        rank,
                        rank == head.classes() - 1,
                        argmaxable,
                        rows.size() - argmaxable,
                        count(rows, Region.BOUNDED),
                        count(rows, Region.UNBOUNDED),
                        certified,
                        cone == null ? null : cone.answer(),
                        cone == null ? null : cone.certificate(),
                        wendel,
                        neighbours.count(),
                        neighbours.atLeast(),
                        neighbours.note(),
                        neighbours.pairs(),
                        rows.stream().map(RegionsSummary.ClassVerdict::of).toList(),
                        samples.rows(),
                        samples.quantiles()),
                findings,
                witnesses,
                figures,
                artifacts);
    }

    private static int count(List<ClassRegionRow> rows, Region region) {
        return (int) rows.stream().filter(row -> row.region() == region).count();
    }

    private void verdicts(List<ClassRegionRow> rows, int argmaxable, int certified) {
        findings.add(String.format(
                Locale.ROOT,
                "%d of %d classes win somewhere in the domain %s; %d of their regions are bounded, %d go on for ever",
                argmaxable,
                rows.size(),
                head.domain(),
                count(rows, Region.BOUNDED),
                count(rows, Region.UNBOUNDED)));
        if (closedForm) {
            findings.add(
                    "the weights of the classes are affinely independent: every region is a simplicial cone times V, and every"
                            + " pair of regions shares a facet");
        }
        if (certified < rows.size()) {
            findings.add((rows.size() - certified)
                    + " verdicts have no certificate: the linear programs were not solved to rounding");
        }
    }

    /** Whether a direction of V stays in a domain with one finite end for ever. */
    private GordanAlternative.Verdict oneSided(HeadGeometry geometry) throws InterruptedException {
        GordanAlternative.Verdict verdict = new GordanAlternative(geometry, geometry.exactInvariantSubspace()).decide();
        // Where the domain is open below, d goes on for ever where -d does where it is open above.
        return Double.isInfinite(head.domain().upper()) ? verdict : verdict.reversed();
    }

    private void describe(GordanAlternative.Verdict cone, double wendel) {
        String theorem =
                switch (cone.answer()) {
                    case EXISTS ->
                        "Theorem 2 survives the domain " + head.domain()
                                + ": one direction keeps every probability for ever";
                    case NONE ->
                        "Theorem 2 does not survive the domain " + head.domain()
                                + ": no direction keeps every probability for ever";
                    case UNDECIDED -> "whether Theorem 2 survives the domain " + head.domain() + " is undecided";
                };
        findings.add(String.format(
                Locale.ROOT,
                "%s (%s; for weights of random signs the chance is %.3g)",
                theorem,
                cone.certificate(),
                wendel));
        cone.direction().ifPresent(d -> witnesses.add(new Witness.InvariantDirection(d)));
    }

    private void certify(List<ClassRegionRow> rows) throws InterruptedException {
        List<ClassRegionRow> winning = some(rows);
        RegionDecider.Witnesses found = witnesses(winning);
        if (!winning.isEmpty()) {
            witnesses.add(new Witness.RegionPoints(
                    head.domain(),
                    winning.stream().mapToInt(ClassRegionRow::classIndex).toArray(),
                    found.points()));
        }
        List<Witness.Combination> empty = new ArrayList<>();
        List<Witness.Multiples> bounded = new ArrayList<>();
        for (ClassRegionRow row : rows) {
            if (row.region() == Region.EMPTY && row.certified()) {
                empty.add(new Witness.Combination(
                        row.classIndex(),
                        row.certificateClasses(),
                        row.weights().stream().map(BigInteger::new).toArray(BigInteger[]::new)));
            } else if (row.multiples() != null) {
                bounded.add(new Witness.Multiples(row.classIndex(), row.certificateClasses(), row.multiples()));
            }
        }
        if (!empty.isEmpty()) {
            witnesses.add(new Witness.EmptyRegions(head.domain(), empty));
        }
        if (!bounded.isEmpty()) {
            witnesses.add(new Witness.BoundedRegions(head.domain(), bounded));
        }
        boolean invisible = head.domain().kind() == HiddenDomain.Kind.REAL
                && HeadGeometry.of(subject).exactInvariantSubspace().dimension() > 0;
        if (invisible) {
            // One direction of V keeps all regions unbounded.
            witnesses.add(new Witness.InvariantDirection(HeadGeometry.of(subject)
                    .exactInvariantSubspace()
                    .randomDirections(1, new SplittableRandom(context.seed()))
                    .data));
            return;
        }
        int[] unbounded = IntStream.range(0, winning.size())
                .filter(c -> winning.get(c).region() == Region.UNBOUNDED && found.directions()[c] != null)
                .toArray();
        if (unbounded.length > 0) {
            witnesses.add(new Witness.UnboundedRegions(
                    head.domain(),
                    Arrays.stream(unbounded)
                            .map(c -> winning.get(c).classIndex())
                            .toArray(),
                    Arrays.stream(unbounded)
                            .mapToObj(c -> found.directions()[c])
                            .toArray(double[][]::new)));
        }
    }

    /** The rows of classes that win; of a large head as many as can be checked. */
    private List<ClassRegionRow> some(List<ClassRegionRow> rows) {
        List<ClassRegionRow> winning =
                rows.stream().filter(row -> row.argmaxable() && row.certified()).toList();
        int l = head.hiddenSize();
        long most = (long) Math.min((double) CHECKED_NUMBERS / l, CHECKING / (2.0 * l * head.classes()));
        int stride = (int) Math.max(1, (winning.size() + Math.max(16, most) - 1) / Math.max(16, most));
        if (stride == 1) {
            return winning;
        }
        List<ClassRegionRow> some = new ArrayList<>();
        for (int c = 0; c < winning.size(); c += stride) {
            some.add(winning.get(c));
        }
        findings.add("the witness points of " + some.size() + " of " + winning.size()
                + " classes were checked again; checking all takes as long as finding them");
        return some;
    }

    /** The witnesses of rows, found again where they were too many to keep. */
    private RegionDecider.Witnesses witnesses(List<ClassRegionRow> winning) throws InterruptedException {
        double[][] known = winning.stream().map(ClassRegionRow::witness).toArray(double[][]::new);
        double[][] directions = winning.stream().map(ClassRegionRow::direction).toArray(double[][]::new);
        int[] missing =
                IntStream.range(0, known.length).filter(c -> known[c] == null).toArray();
        if (missing.length > 0) {
            RegionDecider.Witnesses found = decider.witnesses(
                    Arrays.stream(missing).map(c -> winning.get(c).classIndex()).toArray());
            for (int c = 0; c < missing.length; c++) {
                known[missing[c]] = found.points()[c];
                directions[missing[c]] = found.directions()[c];
            }
        }
        return new RegionDecider.Witnesses(known, directions);
    }

    private void certify(Adjacency adjacency, List<Adjacency.Pair> adjacent, List<Witness.Separation> separations) {
        double checking = parameters.adjacency() ? CHECKING : CHECKING_UNASKED;
        long most = (long) Math.min(
                (double) CHECKED_NUMBERS / head.hiddenSize(), checking / (2.0 * head.hiddenSize() * head.classes()));
        List<Adjacency.Pair> checked = adjacent.subList(0, (int) Math.min(adjacent.size(), Math.max(16, most)));
        if (checked.size() < adjacent.size()) {
            findings.add("the first " + checked.size()
                    + " facets were checked again; checking all takes longer than finding them");
        }
        if (!checked.isEmpty()) {
            witnesses.add(new Witness.SharedFacets(
                    head.domain(),
                    checked.stream()
                            .map(pair -> new int[] {pair.first(), pair.second()})
                            .toArray(int[][]::new),
                    checked.stream().map(adjacency::point).toArray(double[][]::new)));
        }
        if (!separations.isEmpty()) {
            witnesses.add(new Witness.SeparatedRegions(head.domain(), separations));
        }
    }
}
