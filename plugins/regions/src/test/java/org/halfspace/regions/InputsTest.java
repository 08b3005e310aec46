package org.halfspace.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.geometry.GordanAlternative;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;
import org.halfspace.verify.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user chooses, and what cannot be. */
class InputsTest {

    private static final SoftmaxHead HEAD = AnalyticHeads.gaussian(4, 9, 3);

    private static RegionsParameters sliced(String plane) {
        return new RegionsParameters(
                List.of(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.of(plane),
                0,
                Optional.of(Path.of("plane.svg")));
    }

    private static Subject collinearSamples() {
        return Subjects.of(HEAD, new float[][] {{0, 0, 0, 0}, {1, 1, 2, 0}, {2, 2, 4, 0}, {1, 0, 0, 5}});
    }

    @Test
    void aClassThatDoesNotExist() {
        RegionsParameters parameters = new RegionsParameters(
                List.of(2, 9), Optional.empty(), false, false, Optional.empty(), Optional.empty(), 0, Optional.empty());

        assertThatThrownBy(() -> Heads.run(Subjects.of(HEAD), parameters))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("there is no such class", "--class", "from 0 to 8", "9");
    }

    @Test
    void oneClassAlone() throws InterruptedException {
        RegionsParameters parameters = new RegionsParameters(
                List.of(5, 2, 5),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty());
        Heads.Result some = Heads.run(Subjects.of(HEAD), parameters);

        assertThat(some.rows()).extracting(ClassRegionRow::classIndex).containsExactly(2, 5);
        assertThat(some.values().adjacentPairs()).isNull();
        assertThat(some.values().adjacencyNote())
                .isEqualTo("not decided: 2 of 9 classes were looked at, and a facet depends on all of them");
        assertThat(some.rows().get(1).biasSlack())
                .isEqualTo(Heads.run(HEAD).rows().get(5).biasSlack());
    }

    @Test
    void aDomainThatExcludesTheData() {
        Subject subject = Subjects.of(HEAD, new float[][] {{1, 2, 3, 4}, {1, 2, -3, 4}});

        assertThatThrownBy(() -> Heads.run(subject, Heads.parameters(Optional.of("nonnegative"), false)))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("coordinate 2 of sample 1", "nonnegative", "-3", "--domain");
        assertThatThrownBy(() -> Heads.run(subject, Heads.parameters(Optional.of("box:4,1"), false)))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("the domain cannot be read", "--domain", "box:4,1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "samples:0,1,2 | one line",
                "classes:1,1,2 | one line",
                "axes:1,1 | one line",
                "samples:0,1,4 | no such sample",
                "classes:0,1,9 | no such class",
                "axes:0,4 | no such coordinate",
                "apex:0,1 | no apex",
                "samples:0,1 | cannot be read",
                "axes:a,b | cannot be read",
                "sideways | cannot be read"
            })
    void aPlaneThatIsNone(String plane, String message) {
        assertThatThrownBy(() -> Heads.run(collinearSamples(), sliced(plane)))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(message, "--slice", plane);
    }

    @Test
    void aPlaneThroughSamplesThatAreNotThere() {
        assertThatThrownBy(() -> Heads.run(Subjects.of(HEAD), sliced("random:0")))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("needs samples", "--data");
    }

    @ParameterizedTest
    @CsvSource({"'axes:0,1'", "'classes:0,1,2'", "'samples:0,1,3'", "random:3"})
    void planesAreDrawn(String plane) throws InterruptedException, IOException {
        Analysis<RegionsParameters, ClassRegionRow> analysis = new RegionsAnalysis();
        var run = analysis.prepare(collinearSamples(), sliced(plane), new Context(1, 1));
        var summary = run.summarise(List.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        summary.artifacts().get(0).content().writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("<svg ")
                .contains("<polygon", "<title>Decision regions on the plane " + plane)
                .endsWith("</svg>\n");
        assertThat(summary.figures()).singleElement().satisfies(figure -> assertThat(figure.specification())
                .containsKey("layer"));
    }

    @Test
    void thePlaneThroughTheApexShowsConesThatMeetThere() throws InterruptedException {
        SoftmaxHead head = AnalyticHeads.gaussian(6, 3, 2);
        Subject subject = Subjects.of(head, new float[][] {{1, 0, 0, 0, 2, 0}, {0, 1, 0, 3, 0, 0}});
        Heads.Result result = Heads.run(subject, sliced("apex:0,1"));

        assertThat(result.findings()).anyMatch(finding -> finding.contains("3 of 3 regions"));
    }

    @Test
    void ofAffinelyIndependentClassesAllPairsAreAdjacentWhicheverAreLookedAt() throws InterruptedException {
        RegionsParameters parameters = new RegionsParameters(
                List.of(1), Optional.empty(), false, false, Optional.empty(), Optional.empty(), 0, Optional.empty());

        assertThat(Heads.run(Subjects.of(AnalyticHeads.gaussian(9, 5, 3)), parameters)
                        .values()
                        .adjacentPairs())
                .isEqualTo(10);
    }

    @Test
    void theDistancesToAllBoundariesAreWrittenAsNumpyReadsThem() throws InterruptedException, IOException {
        SoftmaxHead head = Heads.of(new double[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}});
        RegionsParameters parameters = new RegionsParameters(
                List.of(),
                Optional.of("box:-4,4"),
                false,
                false,
                Optional.of(Path.of("distances.npy")),
                Optional.empty(),
                0,
                Optional.empty());
        var run = new RegionsAnalysis()
                .prepare(Subjects.of(head, new float[][] {{3, 1}, {-1, -2}}), parameters, new Context(1, 1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run.summarise(run.rows(run.plan().tasks().get(0)))
                .artifacts()
                .get(0)
                .content()
                .writeTo(out);
        NumpyArray distances = NumpyArray.read(new ByteArrayInputStream(out.toByteArray()), "distances.npy");

        assertThat(distances.shape()).containsExactly(2, 3, 4);
        assertThat(run.hiddenDomain()).contains(HiddenDomain.parse("box:-4,4"));
        // From (3, 1): 2 + 2 down to the second class, 6 to the third, 8 along (1, 1) to the last, in logits.
        assertThat(distances.toDoubles())
                .startsWith(new double[] {Double.NaN, 1, 3, 4}, within(1e-12))
                .hasSize(24);
        assertThat(distances.getDouble(4 + 3)).isCloseTo(4 / Math.sqrt(2), within(1e-12));
        assertThat(distances.getDouble(8 + 3)).isCloseTo(2, within(1e-12));
    }

    @Test
    void distancesOfSamplesThatAreNotThere() {
        RegionsParameters parameters = new RegionsParameters(
                List.of(),
                Optional.empty(),
                false,
                false,
                Optional.of(Path.of("distances.npy")),
                Optional.empty(),
                0,
                Optional.empty());

        assertThatThrownBy(() -> Heads.run(Subjects.of(HEAD), parameters))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("need samples", "--distances-to", "--data");
    }

    @Test
    void aColumnThatIsConstantIsADirectionThatNothingSees() throws InterruptedException {
        SoftmaxHead head = Heads.of(new double[][] {{1, 7, 0}, {-1, 7, 0}, {0, 7, 1}});
        Heads.Result real = Heads.run(head);
        Heads.Result relu = Heads.run(Subjects.of(head.over(HiddenDomain.NONNEGATIVE)), Heads.DEFAULTS);

        assertThat(real.rows()).extracting(ClassRegionRow::linealityDimension).containsOnly(1);
        assertThat(relu.values().oneSidedDirections()).isEqualTo(GordanAlternative.Answer.EXISTS);
        assertThat(relu.checks()).allMatch(Check::holds);
    }

    @Test
    void theoremTwoDoesNotSurviveAReluWhenSomeCombinationIsPositive() throws InterruptedException {
        // W_c (1, -1) > 0 in every feature: class 0 gains along every direction of the orthant.
        SoftmaxHead head = Heads.of(new double[][] {{1, 2, 3}, {0, 0, 1}}).over(HiddenDomain.NONNEGATIVE);
        Heads.Result result = Heads.run(Subjects.of(head), Heads.DEFAULTS);

        assertThat(result.values().oneSidedDirections()).isEqualTo(GordanAlternative.Answer.NONE);
        assertThat(result.values().wendelProbability()).isCloseTo(0.75, within(1e-12));
        // Without bias class 1 wins nowhere there, though it does on R^l.
        assertThat(result.argmaxable()).containsExactly(0);
        assertThat(Heads.run(head.over(HiddenDomain.REAL)).argmaxable()).containsExactly(0, 1);
    }

    @Test
    void samplesLeaveTheirRegionAtTheNearestBoundary() throws InterruptedException {
        SoftmaxHead square = Heads.of(new double[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}});
        Heads.Result result = Heads.run(Subjects.of(square, new float[][] {{3, 1}}, 0), Heads.DEFAULTS);

        assertThat(result.values().samples()).singleElement().satisfies(sample -> {
            assertThat(sample.predicted()).isZero();
            assertThat(sample.label()).isZero();
            assertThat(sample.margin()).isEqualTo(2);
            assertThat(sample.distanceL1()).isEqualTo(1);
            assertThat(sample.distanceL2()).isEqualTo(1);
            assertThat(sample.distanceLinf()).isEqualTo(1);
            assertThat(sample.nearestL2()).isEqualTo(1);
        });
        assertThat(result.values().distances())
                .extracting(DistanceQuantiles::norm)
                .containsExactly("l1", "l2", "linf");
    }
}
