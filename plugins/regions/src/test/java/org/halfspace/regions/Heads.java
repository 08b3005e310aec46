package org.halfspace.regions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.Subjects;
import org.halfspace.verify.Check;
import org.halfspace.verify.WitnessChecker;
import org.junit.jupiter.api.Assumptions;

/** Heads and runs over them. */
final class Heads {

    static final RegionsParameters DEFAULTS = parameters(Optional.empty(), false);

    private Heads() {}

    static RegionsParameters parameters(Optional<String> domain, boolean adjacency) {
        return new RegionsParameters(
                List.of(), domain, adjacency, false, Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    /** @param classes one weight vector per class */
    static SoftmaxHead of(double[][] classes, double... bias) {
        DMatrixRMaj weights = new DMatrixRMaj(classes[0].length, classes.length);
        for (int i = 0; i < classes.length; i++) {
            for (int k = 0; k < classes[i].length; k++) {
                weights.set(k, i, classes[i][k]);
            }
        }
        double[] b = bias.length == 0 ? new double[classes.length] : bias;
        return new SoftmaxHead(weights, b, HiddenDomain.REAL, Precision.FLOAT64);
    }

    /** A head of the zoo beside the checkout; the test is skipped where there is none. */
    static SoftmaxHead zoo(String name) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null
                && !Files.isDirectory(folder.resolveSibling("shared").resolve("zoo"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "no folder shared/zoo beside the checkout");
        Path file = folder.resolveSibling("shared").resolve("zoo/heads").resolve(name + ".npz");
        try (NumpyArchive archive = NumpyArchive.open(file)) {
            var w = archive.read("W").orElseThrow();
            int m = w.shape().get(0);
            int l = w.shape().get(1);
            double[][] classes = new double[m][l];
            for (int i = 0; i < m; i++) {
                for (int k = 0; k < l; k++) {
                    classes[i][k] = w.getDouble(i * l + k);
                }
            }
            var b = archive.read("b");
            return of(classes, b.isPresent() ? b.get().toDoubles() : new double[0]);
        }
    }

    /** A run with its rows and checks. */
    record Result(List<ClassRegionRow> rows, RegionsSummary values, List<String> findings, List<Check> checks) {
        List<Integer> argmaxable() {
            return rows.stream()
                    .filter(ClassRegionRow::argmaxable)
                    .map(ClassRegionRow::classIndex)
                    .toList();
        }
    }

    static Result run(SoftmaxHead head) throws InterruptedException {
        return run(Subjects.of(head), DEFAULTS);
    }

    static Result run(Subject subject, RegionsParameters parameters) throws InterruptedException {
        Analysis<RegionsParameters, ClassRegionRow> analysis = new RegionsAnalysis();
        var run = analysis.prepare(subject, parameters, new Context(Context.DEFAULT_SEED, 2));
        List<ClassRegionRow> rows = new ArrayList<>();
        run.plan().tasks().parallelStream()
                .map(task -> {
                    try {
                        return run.rows(task);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList()
                .forEach(rows::addAll);
        var summary = run.summarise(rows);
        WitnessChecker checker = new WitnessChecker(subject.head());
        return new Result(
                rows,
                (RegionsSummary) summary.values(),
                summary.findings(),
                summary.witnesses().stream().map(checker::check).toList());
    }
}
