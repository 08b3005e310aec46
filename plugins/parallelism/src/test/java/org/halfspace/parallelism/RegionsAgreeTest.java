package org.halfspace.parallelism;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.halfspace.regions.RegionsAnalysis;
import org.halfspace.regions.RegionsParameters;
import org.halfspace.regions.RegionsSummary;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.Subjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What collinear classes imply, against the regions themselves, which another plugin finds by linear programs. */
class RegionsAgreeTest {

    private static RegionsSummary regions(SoftmaxHead head, String domain) throws InterruptedException {
        Subject subject = Subjects.of(head);
        RegionsParameters parameters = new RegionsParameters(
                List.of(), Optional.of(domain), true, false, Optional.empty(), Optional.empty(), 0, Optional.empty());
        var run = new RegionsAnalysis().prepare(subject, parameters, new Context(1, 2));
        return (RegionsSummary) run.summarise(rows(run)).values();
    }

    private static <R extends Record> List<R> rows(AnalysisRun<R> run) throws InterruptedException {
        List<R> rows = new ArrayList<>();
        for (Task task : run.plan().tasks()) {
            rows.addAll(run.rows(task));
        }
        return rows;
    }

    private static boolean adjacent(RegionsSummary regions, int i, int k) {
        return regions.adjacency().contains(new RegionsSummary.AdjacentPair(Math.min(i, k), Math.max(i, k)));
    }

    private static ParallelismValues parallelism(SoftmaxHead head, Optional<Double> radius)
            throws InterruptedException {
        ParallelismParameters parameters = new ParallelismParameters(Optional.empty(), 500, false, false, radius);
        return (ParallelismValues)
                ParallelismBenchmark.run(Subjects.of(head), parameters, 2).values();
    }

    /** Whole numbers on a small grid with whole biases: full of collinear triples with every sign of delta. */
    @ParameterizedTest
    @CsvSource({"5, 2, 1", "7, 2, 2", "9, 2, 3", "8, 3, 4", "10, 3, 5", "12, 3, 6", "14, 2, 7", "12, 4, 8"})
    void everyExactTripleMeansForRegionsWhatItIsSaidToMean(int m, int l, long seed) throws InterruptedException {
        double[][] rows = Heads.quantised(m, l, 2, seed);
        double[] bias = Heads.quantised(1, m, 2, seed + 100)[0];
        SoftmaxHead head = Heads.of(rows, bias);
        ParallelismValues found = parallelism(head, Optional.empty());
        assertThat(found.collinearTriples()).hasSize((int) found.collinearTripleCount());

        for (String domain : List.of("real", "nonnegative", "box:-3,3")) {
            RegionsSummary regions = regions(head, domain);
            for (CollinearTriple triple : found.collinearTriples()) {
                switch (triple.consequence()) {
                    case OUTER_CLASSES_NOT_ADJACENT ->
                        assertThat(adjacent(regions, triple.i(), triple.k())).isFalse();
                    case MIDDLE_CLASS_UNARGMAXABLE, MIDDLE_REGION_WITHOUT_INTERIOR ->
                        assertThat(regions.classes().get(triple.j()).argmaxable())
                                .isFalse();
                    default -> throw new AssertionError("an exact triple is never undecided");
                }
            }
        }
    }

    @Test
    void theHeadsOfThisTestHaveEveryConsequence() throws InterruptedException {
        ParallelismValues found = parallelism(
                Heads.of(Heads.quantised(14, 2, 2, 7), Heads.quantised(1, 14, 2, 107)[0]), Optional.empty());

        assertThat(found.collinearTriples())
                .extracting(CollinearTriple::consequence)
                .contains(
                        Consequence.OUTER_CLASSES_NOT_ADJACENT,
                        Consequence.MIDDLE_CLASS_UNARGMAXABLE,
                        Consequence.MIDDLE_REGION_WITHOUT_INTERIOR);
    }

    @ParameterizedTest
    @CsvSource({"0.05, false, true", "-0.05, true, false"})
    void anAlmostCollinearTripleMeansTheSameWithinItsRadius(double lead, boolean outerAdjacent, boolean middle)
            throws InterruptedException {
        SoftmaxHead head = Heads.of(new double[][] {{-1, 0}, {0, 0.01}, {1, 0}}, 0, lead, 0);
        CollinearTriple triple =
                parallelism(head, Optional.of(4.0)).collinearTriples().get(0);
        // A box within the disc of that radius.
        RegionsSummary near = regions(head, "box:-2.8,2.8");

        assertThat(triple.consequence())
                .isEqualTo(middle ? Consequence.OUTER_CLASSES_NOT_ADJACENT : Consequence.MIDDLE_CLASS_UNARGMAXABLE);
        assertThat(adjacent(near, 0, 2)).isEqualTo(outerAdjacent);
        assertThat(near.classes().get(1).argmaxable()).isEqualTo(middle);
        // Far away neither holds.
        assertThat(adjacent(regions(head, "real"), 0, 2)).isTrue();
        assertThat(regions(head, "real").classes().get(1).argmaxable()).isTrue();
    }

    @Test
    void aDisjointParallelPairForcesNothing() throws InterruptedException {
        // A trapezoid: 0|1 and 2|3 are parallel, and all its sides are facets.
        SoftmaxHead head = Heads.of(new double[][] {{-2, 0}, {2, 0}, {-1, 1}, {1, 1}});
        ParallelismValues found = parallelism(head, Optional.empty());
        RegionsSummary regions = regions(head, "real");

        assertThat(found.disjointParallelPairs()).isEqualTo(1);
        assertThat(found.collinearTriples()).isEmpty();
        assertThat(adjacent(regions, 0, 1)).isTrue();
        assertThat(adjacent(regions, 2, 3)).isTrue();
    }
}
