package org.halfspace.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.report.JsonReport;
import org.halfspace.report.ReportWriter;
import org.halfspace.report.TextReport;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.PreciseMap;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.halfspace.testkit.AffineMap;
import org.halfspace.testkit.Subjects;
import org.halfspace.workbench.AnalysisResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of what a search prints, of a model whose every number is known: a change of it is a change of what scripts and people read. */
class SearchOutputTest {
    /**
     * {@code h = (x_1, x_2 + x_3, 2 x_3)}, and four classes at the corners of a square that do not see the third: V is its line. From
     * (0, 0, 0), whose hidden vector is (0, 0, 0), to (0, 1, 0), whose is (0, 1, 0), the nearest match is (0, 1/2, 1/2) with theta = 1.
     */
    private static Subject subject() {
        SoftmaxHead head = new SoftmaxHead(
                new DMatrixRMaj(new double[][] {{1, -1, -1, 1}, {1, 1, -1, -1}, {0, 0, 0, 0}}),
                new double[] {0, 0, 0.5, 0},
                HiddenDomain.REAL,
                Precision.FLOAT64);
        Classifier plain = Subjects.classifier(head, new Known());
        InputSpec input = new InputSpec("x", List.of(-1L, 3L), List.of(3), 0, 1, "");
        float[] pixels = {0, 0, 0, 0, 1, 0, 0, 1, 1};
        return new Subject(
                new Classifier(plain.description(), input, plain.features(), head, plain.tail(), plain.samples()),
                Optional.of(new ArrayDataset("three samples", List.of(3), pixels, new int[] {2, 0, 0})));
    }

    private static final double[] NEAREST = {0, 0.5, 0.5};

    /** An affine map that cannot be differentiated, so that nobody improves a match, with a radius that is refuted. */
    private static final class Known implements FeatureMap, BoundedMap {
        private static final double REFUTED = 0.375;

        private final AffineMap map =
                AffineMap.of(new double[][] {{1, 0, 0}, {0, 1, 1}, {0, 0, 2}}, new double[] {0, 0, 0});

        @Override
        public int inputSize() {
            return map.inputSize();
        }

        @Override
        public int outputSize() {
            return map.outputSize();
        }

        @Override
        public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
            map.apply(inputs, count, outputs);
        }

        @Override
        public Optional<PreciseMap> precise() {
            return map.precise();
        }

        @Override
        public Optional<BoundedMap> bounds() {
            return Optional.of(this);
        }

        @Override
        public Bounds bounds(InputBall ball, DMatrixRMaj forms) {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public Exclusion exclude(InputBall ball, double[] target, DMatrixRMaj forms, double slack, int effort) {
            return new Exclusion(Math.min(ball.radius(), REFUTED), "known");
        }

        @Override
        public Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball) {
            boolean hasRoom = ball.radius() > 0.5;
            return hasRoom ? Optional.of(new ExactMatch("known", NEAREST.clone(), 0.125, 0.5)) : Optional.empty();
        }

        @Override
        public void close() {}
    }

    /** Knows a match of the one pair, and has none of the other. */
    private record Knowing(double[] offered) implements SearchMethod {
        @Override
        public String name() {
            return "knowing";
        }

        @Override
        public String description() {
            return "Knows the answer";
        }

        @Override
        public boolean needsGradient() {
            return false;
        }

        @Override
        public void search(MatchSearch search) {
            if (search.problem().target()[2] == 0) {
                search.offer(offered.clone());
            }
            search.failedAt(0.25);
        }
    }

    private static String written(ReportWriter writer, SearchParameters parameters)
            throws InterruptedException, IOException {
        Subject subject = subject();
        AnalysisResult result = Searches.run(Searches.analysis(List.of(new Knowing(NEAREST))), subject, parameters);
        StringWriter text = new StringWriter();
        writer.write(result.report(subject.classifier()), text);
        return text.toString();
    }

    /** The first sample with each of the two others. */
    private static SearchParameters parameters(Path folder) throws IOException {
        return SearchParameters.defaults()
                .withMethod("knowing")
                .withPairs(Files.writeString(folder.resolve("pairs.csv"), "0,1\n0,2\n")
                        .toString())
                .withEps(0.25, 0.5, 0.75)
                .certified();
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = SearchOutputTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theTextIsTheOneThatPeopleRead(@TempDir Path folder) throws InterruptedException, IOException {
        assertThat(written(new TextReport(), parameters(folder))).isEqualTo(golden("search.txt"));
    }

    @Test
    void theJsonIsTheOneThatScriptsRead(@TempDir Path folder) throws InterruptedException, IOException {
        assertThat(written(new JsonReport(), parameters(folder))).isEqualTo(golden("search.json"));
    }

    @Test
    void withoutBoundsAndDistancesTheTextSaysNothingOfThem(@TempDir Path folder)
            throws InterruptedException, IOException {
        SearchParameters asked = parameters(folder);
        SearchParameters less = new SearchParameters(
                asked.pairs(),
                asked.from(),
                asked.to(),
                asked.anyPair(),
                asked.norm(),
                List.of(),
                asked.method(),
                asked.tolerance(),
                asked.effort(),
                false,
                asked.branches(),
                true,
                asked.save());
        assertThat(written(new TextReport(), less)).isEqualTo(golden("search-without-bounds.txt"));
    }

    /** The method offers x' itself, at distance 1. */
    @Test
    void aMatchThatIsProvedNearerTakesThePlaceOfTheOneFound(@TempDir Path folder)
            throws InterruptedException, IOException {
        SearchAnalysis analysis = Searches.analysis(List.of(new Knowing(new double[] {0, 1, 0})));
        AnalysisResult result =
                Searches.run(analysis, subject(), parameters(folder).withEps(1.0));
        PairRow row = (PairRow) result.rows().get(0);
        assertThat(row.eps()).isEqualTo(0.5);
        assertThat(row.certifiedEps()).isEqualTo(0.5);
    }

    @Test
    void whoAsksForProofsIsToldWhereThereAreNone(@TempDir Path folder) throws InterruptedException, IOException {
        assertThat(written(new TextReport(), parameters(folder).withEps(0.5)))
                .contains("for none of these matches is it proved that there is an exact one");
    }
}
