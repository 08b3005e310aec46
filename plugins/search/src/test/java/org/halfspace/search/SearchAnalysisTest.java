package org.halfspace.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.AffineMap;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.PluginRules;
import org.halfspace.testkit.Subjects;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.ArtifactFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchAnalysisTest {
    /** Of an affine map everything can be refuted that is not within the tolerance of a match. */
    private static final double TIGHT = 0.98;

    private static final SearchParameters FEW = SearchParameters.defaults().withPairs("5");

    @Test
    void seesTheInterfacesOnly() {
        PluginRules.check("org.halfspace.search");
    }

    @Test
    void theDefaultsAreThoseOfTheCommandLine() {
        assertThat(new ParameterSchema<>(SearchParameters.class).bind(Map.of())).isEqualTo(SearchParameters.defaults());
    }

    @Test
    void epsIsReadAsAFraction() {
        SearchParameters parameters =
                new ParameterSchema<>(SearchParameters.class).bind(Map.of("eps", "8/255,0.1", "norm", "l2"));
        assertThat(parameters.eps()).containsExactly(8.0 / 255, 0.1);
        assertThat(parameters.norm()).isEqualTo(Norm.L2);
    }

    @Test
    void everyMatchKeepsDistanceBoundsAndTolerance() throws InterruptedException {
        for (Norm norm : Norm.values()) {
            AnalysisResult result = Searches.run(Searches.rectified(20), FEW.withNorm(norm));
            assertThat(result.rows()).hasSize(5);
            assertThat(result.checks()).hasSize(5).allMatch(check -> check.holds());
            for (Record record : result.rows()) {
                PairRow row = (PairRow) record;
                assertThat(row.found()).isTrue();
                assertThat(row.residual()).isLessThanOrEqualTo(1e-3);
                assertThat(row.residualFloat32()).isCloseTo(row.residual(), org.assertj.core.data.Offset.offset(1e-4));
                assertThat(row.maxProbabilityDifference()).isLessThanOrEqualTo(row.residual());
                assertThat(row.directionLeak()).isLessThan(1e-9);
            }
        }
    }

    @Test
    void aMatchIsNeverFoundBeyondTheLargestDistance() throws InterruptedException {
        List<PairRow> free = Searches.rows(Searches.rectified(20), FEW);
        double middle = free.stream().mapToDouble(PairRow::eps).sorted().toArray()[2];
        List<PairRow> bounded = Searches.rows(Searches.rectified(20), FEW.withEps(middle * 1.001));
        for (int k = 0; k < free.size(); k++) {
            assertThat(bounded.get(k).found()).isEqualTo(free.get(k).eps() <= middle * 1.001);
        }
    }

    @Test
    void ratesCountPairsAtEachDistance() throws InterruptedException {
        AnalysisResult result = Searches.run(Searches.rectified(20), FEW.withEps(1.0, 1e-6));
        SearchSummary values = (SearchSummary) result.summary().values();
        assertThat(values.rates()).extracting(SearchSummary.Rate::eps).containsExactly(1e-6, 1.0);
        assertThat(values.rates()).extracting(SearchSummary.Rate::found).containsExactly(0, 5);
        assertThat(values.rates().get(0).upper()).isBetween(0.4, 0.5);
        assertThat(values.rates().get(1).lower()).isBetween(0.5, 0.6);
    }

    @Test
    void boundsRefuteBelowWhatIsFound() throws InterruptedException {
        Subject subject = Searches.subject(
                AffineMap.of(Searches.matrix(6), new double[6]), AnalyticHeads.gaussian(6, Searches.CLASSES, 3), 20);
        List<PairRow> rows = Searches.rows(subject, FEW.certified());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.epsRefuted()).isBetween(TIGHT * row.eps(), row.eps());
            assertThat(row.certificate()).isNotBlank();
            assertThat(row.certifiedEps()).isBetween(row.epsRefuted(), row.eps() * 1.01);
        });
        SearchSummary values = (SearchSummary)
                Searches.run(subject, FEW.withEps(1e-4, 1.0)).summary().values();
        assertThat(values.rates().get(0).refuted()).isEqualTo(5);
        assertThat(values.medianBracket()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void inputsAreSavedAsTheyWereFound(@TempDir Path folder) throws InterruptedException, IOException {
        AnalysisResult result = Searches.run(Searches.rectified(20), FEW.savedTo(folder.resolve("found")));
        ArtifactFiles.write(result.summary().artifacts());
        NumpyArray array = NumpyArray.read(folder.resolve("found/inputs.npy"));
        assertThat(array.shape()).containsExactly(5, Searches.INPUTS);
        Witness.MatchedInputs first =
                (Witness.MatchedInputs) result.summary().witnesses().get(0);
        for (int i = 0; i < Searches.INPUTS; i++) {
            assertThat(array.getFloat(i)).isEqualTo(first.match()[i]);
        }
        assertThat(((PairRow) result.rows().get(3)).input()).isEqualTo(3);
    }

    @Test
    void picturesAreSavedOfImages(@TempDir Path folder) throws InterruptedException, IOException {
        double[][] matrix = new double[4][9];
        for (int k = 0; k < 4; k++) {
            matrix[k][k] = 1;
            matrix[k][8 - k] = -0.5;
        }
        Subject subject = Searches.subject(AffineMap.of(matrix, new double[4]), AnalyticHeads.gaussian(4, 3, 3), 20);
        AnalysisResult result = Searches.run(subject, FEW.withPairs("1").savedTo(folder));
        ArtifactFiles.write(result.summary().artifacts());
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("pair-0-from-") && name.endsWith(".png"));
        }
    }

    @Test
    void aHeadWithoutNetworkAndWithoutDirectionsIsSearchedAndSaidToBe() throws InterruptedException {
        SoftmaxHead head = AnalyticHeads.gaussian(3, 4, 1);
        Subject subject = Searches.subject(FeatureMap.identity(3), head, 20);
        AnalysisResult result = Searches.run(subject, FEW);
        assertThat(result.summary().findings()).anyMatch(finding -> finding.startsWith("V = 0"));
        assertThat(result.rows())
                .allSatisfy(row -> assertThat(((PairRow) row).theta()).isLessThan(1e-2));
    }

    @Test
    void pairsAreReadFromAFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("pairs.csv"), "source,target\n3,4\n5,1\n");
        List<PairRow> rows = Searches.rows(Searches.rectified(20), FEW.withPairs(file.toString()));
        assertThat(rows).extracting(PairRow::source).containsExactly(3, 5);
        assertThat(rows).extracting(PairRow::target).containsExactly(4, 1);
    }

    @Test
    void aPairHasTheSameRowWhereverItStands(@TempDir Path folder) throws IOException, InterruptedException {
        Path one = Files.writeString(folder.resolve("one.csv"), "3,4\n5,1\n2,7\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "2,7\n9,8\n3,4\n5,1\n");
        List<PairRow> rows = Searches.rows(Searches.rectified(20), FEW.withPairs(one.toString()));
        List<PairRow> moved = Searches.rows(Searches.rectified(20), FEW.withPairs(other.toString()));
        assertThat(List.of(moved.get(2), moved.get(3), moved.get(0)))
                .usingRecursiveComparison()
                .ignoringFields("pair")
                .isEqualTo(rows);
    }

    @Test
    void badInputIsNamed(@TempDir Path folder) throws IOException {
        Subject subject = Searches.rectified(20);
        refuses(subject, FEW.withEps(0.0), "the value of --eps cannot be used");
        refuses(subject, FEW.withEps(0.1, -0.1), "the value of --eps cannot be used");
        refuses(subject, FEW.withPairs("0"), "the value of --pairs cannot be used");
        refuses(subject, FEW.withPairs("nowhere.csv"), "the pairs cannot be read");
        refuses(subject, FEW.withMethod("nonsense"), "the value of --method is not known");
        refuses(subject, pairs(folder, "3,20"), "a sample that the data do not have");
        refuses(subject, pairs(folder, "3,-1"), "a sample that the data do not have");
        refuses(subject, pairs(folder, "3,3"), "x = x'");
        refuses(subject, pairs(folder, "3,4\nthree,four"), "a line is no pair");
        refuses(Subjects.withoutGradient(subject), FEW.withMethod("pgd"), "needs gradients");
    }

    @Test
    void equalInputsSamplesOutsideTheBoundsAndConstantOutputsAreNamed() {
        SoftmaxHead head = AnalyticHeads.gaussian(2, 2, 1);
        Subject equal = Subjects.of(head, new float[][] {{1, 2}, {1, 2}}, 0, 0);
        SearchParameters pair = new SearchParameters(
                "1",
                Optional.of(0),
                Optional.of(1),
                false,
                Norm.LINF,
                List.of(),
                "auto",
                1e-3,
                1,
                false,
                0,
                false,
                Optional.empty());
        refuses(equal, pair, "two equal inputs");

        SoftmaxHead constant = new SoftmaxHead(
                new DMatrixRMaj(new double[][] {{1, 1}, {2, 2}}), new double[2], HiddenDomain.REAL, Precision.FLOAT64);
        refuses(Subjects.of(constant, new float[][] {{0, 1}, {1, 0}}, 0, 0), pair, "the same output");
    }

    private static SearchParameters pairs(Path folder, String line) throws IOException {
        return FEW.withPairs(
                Files.writeString(folder.resolve("pairs.csv"), line + "\n").toString());
    }

    private static void refuses(Subject subject, SearchParameters parameters, String message) {
        assertThatThrownBy(() -> Searches.run(subject, parameters))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }
}
