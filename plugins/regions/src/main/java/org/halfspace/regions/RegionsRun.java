package org.halfspace.regions;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/** One run over one subject: items are classes. */
final class RegionsRun implements AnalysisRun<ClassRegionRow> {

    /** Classes per task: enough for long inner loops, few enough for an even load and for many tasks in a long run. */
    private static final int CLASSES_PER_TASK = 64;

    /** Witness points and directions are reported where they are fewer numbers than this together: 20 MB of text. */
    private static final long REPORTED_NUMBERS = 1_000_000;

    private final Subject subject;
    private final RegionsParameters parameters;
    private final Context context;
    private final SoftmaxHead head;
    private final int[] classes;
    private final RegionDecider decider;
    private final ClassPoints points;
    private final boolean closedForm;
    private final boolean reported;
    private final Optional<Slice> slice;

    RegionsRun(Subject subject, RegionsParameters parameters, Context context) throws InterruptedException {
        this.subject = subject;
        this.parameters = parameters;
        this.context = context;
        HiddenDomain domain = parameters
                .domain()
                .map(RegionsRun::parseDomain)
                .orElse(subject.head().domain());
        this.head = subject.head().over(domain);
        this.classes = classes(parameters.classes(), head.classes());
        if (parameters.distancesTo().isPresent() && subject.data().isEmpty()) {
            throw new InputException("distances of samples need samples")
                    .where("--distances-to")
                    .hint("--data FILE");
        }
        HiddenSamples.requireInside(subject, domain, parameters.domain().isPresent());
        HeadGeometry geometry = HeadGeometry.of(subject);
        boolean real = domain.kind() == HiddenDomain.Kind.REAL;
        closedForm = real && geometry.isAffinelyIndependent();
        this.slice = parameters.slice().map(text -> Slice.parse(text, subject, head, context, closedForm));
        if (closedForm) {
            points = ClassPoints.inHiddenSpace(geometry);
            decider = new SimplicialRegions(geometry, points);
        } else {
            GeneralRegions general = new GeneralRegions(geometry, domain);
            points = general.points();
            decider = general;
        }
        reported = parameters.witnesses() || 2L * classes.length * head.hiddenSize() <= REPORTED_NUMBERS;
    }

    private static HiddenDomain parseDomain(String text) {
        try {
            return HiddenDomain.parse(text);
        } catch (InputException e) {
            throw new InputException("the domain cannot be read", e)
                    .where("--domain")
                    .expected("real, nonnegative, or box:LO,HI with LO < HI")
                    .found(text);
        }
    }

    private static int[] classes(List<Integer> chosen, int m) {
        for (int i : chosen) {
            if (i >= m) {
                throw new InputException("there is no such class")
                        .where("--class")
                        .expected("a class from 0 to " + (m - 1))
                        .found(i);
            }
        }
        return chosen.isEmpty()
                ? IntStream.range(0, m).toArray()
                : chosen.stream()
                        .mapToInt(Integer::intValue)
                        .distinct()
                        .sorted()
                        .toArray();
    }

    @Override
    public Optional<HiddenDomain> hiddenDomain() {
        return Optional.of(head.domain());
    }

    @Override
    public Plan plan() {
        return new Plan(classes.length, CLASSES_PER_TASK, "classes");
    }

    @Override
    public List<ClassRegionRow> rows(Task task) throws InterruptedException {
        int[] some = new int[task.size()];
        System.arraycopy(classes, task.begin(), some, 0, some.length);
        return decider.decide(some, reported);
    }

    @Override
    public Summary summarise(List<ClassRegionRow> rows) throws InterruptedException {
        return new RegionsReport(subject, parameters, context, head, decider, points, closedForm, slice).summary(rows);
    }
}
