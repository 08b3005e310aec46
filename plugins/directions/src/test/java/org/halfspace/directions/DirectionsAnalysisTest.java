package org.halfspace.directions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.directions.Runs.Result;
import org.halfspace.geometry.GordanAlternative;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.verify.WitnessChecker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectionsAnalysisTest {

    /** Two classes that differ in the first of three features: V is spanned by the other two. */
    private static final DMatrixRMaj FIRST_FEATURE_DECIDES = new DMatrixRMaj(new double[][] {{1, -1}, {2, 2}, {0, 0}});

    private static final DirectionsParameters DEFAULTS = DirectionsParameters.defaults();

    @Test
    void aHeadWithKnownDirectionsIsDescribed() throws InterruptedException {
        SoftmaxHead head = Runs.head(FIRST_FEATURE_DECIDES, HiddenDomain.REAL);
        DirectionsSummary values = Runs.run(head, Optional.empty(), DEFAULTS).values();

        assertThat(values.dimension()).isEqualTo(2);
        assertThat(values.logitInvariantDimension()).isEqualTo(1);
        assertThat(values.bound()).isEqualTo(1);
        assertThat(values.centredRank()).isEqualTo(1);
        assertThat(values.rank()).isEqualTo(2);
        assertThat(values.singularValues()).hasSize(2);
        assertThat(values.singularValues().get(0)).isCloseTo(Math.sqrt(2), within(1e-15));
        assertThat(values.distanceToAffineHull()).isCloseTo(2, within(1e-15));
        assertThat(values.hiddenDomain()).isEqualTo("real");
        assertThat(values.oneSidedDirections()).isNull();
        assertThat(values.movesFrom()).isEqualTo(DirectionsSummary.Starts.RANDOM);
    }

    @Test
    void invisibleEnergyIsTheShareOfTheInvariantSubspace() throws InterruptedException {
        SoftmaxHead head = Runs.head(FIRST_FEATURE_DECIDES, HiddenDomain.REAL);
        // Mean (0, 0, 0); the first feature is seen, the others are not.
        float[] hidden = {3, 4, 0, -3, -4, 0, 1, 0, 0, -1, 0, 0};
        Result result = Runs.run(head, Optional.of(Runs.data(3, hidden, 0, 0, 1, 1)), DEFAULTS);

        assertThat(result.rows()).extracting(DirectionRow::invisibleEnergy).containsExactly(0.64, 0.64, 0.0, 0.0);
        assertThat(result.rows()).extracting(DirectionRow::hiddenNorm).containsExactly(5.0, 5.0, 1.0, 1.0);
        assertThat(result.values().invisibleEnergy()).isCloseTo(0.32, within(1e-15));
        assertThat(result.values().invisibleEnergyByClass()).containsExactly(0.64, 0.0);
        assertThat(result.rows().get(0).chordMax()).isNull();
    }

    @Test
    void aSampleThatIsTheMeanHasNoInvisibleEnergy() throws InterruptedException {
        SoftmaxHead head = Runs.head(FIRST_FEATURE_DECIDES, HiddenDomain.REAL);
        Result result = Runs.run(head, Optional.of(Runs.data(3, new float[] {1, 2, 3})), DEFAULTS);

        assertThat(result.rows().get(0).invisibleEnergy()).isNull();
        assertThat(result.rows().get(0).label()).isNull();
        assertThat(result.values().invisibleEnergy()).isNull();
        assertThat(result.values().invisibleEnergyByClass()).containsExactly(null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "nonnegative", "box:0,6"})
    void rowsDoNotDependOnHowSamplesAreGrouped(String domain) throws InterruptedException {
        SoftmaxHead head = Runs.head(Runs.gaussian(40, 5, new SplittableRandom(1)), HiddenDomain.parse(domain));
        var data = Optional.of(Runs.randomData(head, 23, 2));

        Result once = Runs.run(head, data, DEFAULTS);
        assertThat(Runs.run(head, data, DEFAULTS, 1).rows()).isEqualTo(once.rows());
        assertThat(Runs.run(head, data, DEFAULTS, 7).rows()).isEqualTo(once.rows());
        assertThat(once.rows())
                .extracting(DirectionRow::sample)
                .doesNotHaveDuplicates()
                .hasSize(23);
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "nonnegative", "box:0,6", "box:-inf,0", "box:-1,1"})
    void movesChangeNoMoreThanRoundingAllows(String domain) throws InterruptedException {
        SoftmaxHead head = Runs.head(Runs.gaussian(60, 6, new SplittableRandom(3)), HiddenDomain.parse(domain));
        for (var data : Arrays.asList(
                Optional.of(Runs.randomData(head, 12, 4)), Optional.<org.halfspace.spi.data.Dataset>empty())) {
            DirectionsSummary values = Runs.run(head, data, DEFAULTS).values();

            assertThat(values.maxProbabilityChange())
                    .isPositive()
                    .isLessThanOrEqualTo(values.probabilityRoundingBound());
            assertThat(values.probabilityRoundingBound()).isLessThan(1e-4);
            assertThat(values.maxProbabilityChangeFloat32())
                    .isPositive()
                    .isLessThanOrEqualTo(values.probabilityRoundingBoundFloat32());
        }
    }

    @Test
    void theReluOrthantKeepsLocalDirectionsOnly() throws InterruptedException {
        SoftmaxHead head = Runs.head(Runs.gaussian(40, 5, new SplittableRandom(1)), HiddenDomain.NONNEGATIVE);
        Result result = Runs.run(head, Optional.of(Runs.randomData(head, 10, 2)), DEFAULTS);

        for (DirectionRow row : result.rows()) {
            assertThat(row.atBoundary()).isBetween(5, 35);
            assertThat(row.twoSidedDimension()).isEqualTo(40 - row.atBoundary() - 4);
            // With this many coordinates at zero every random direction leaves at once.
            assertThat(row.chordMax()).isZero();
        }
        assertThat(result.values().oneSidedDirections()).isEqualTo(GordanAlternative.Answer.EXISTS);
        assertThat(result.values().samplesLookedAt()).isEqualTo(10);
        assertThat(result.values().wendelProbability()).isGreaterThan(0.999);
    }

    @Test
    void theDirectionsHandedOverStandTheirCheck() throws InterruptedException {
        SoftmaxHead head = Runs.head(Runs.gaussian(40, 5, new SplittableRandom(1)), HiddenDomain.NONNEGATIVE);
        Result result = Runs.run(head, Optional.empty(), DEFAULTS);

        assertThat(result.summary().witnesses()).hasSize(4);
        assertThat(result.summary().witnesses())
                .allMatch(witness -> new WitnessChecker(head).check(witness).holds());
    }

    @Test
    void aTrivialSubspaceIsSaidToBeOne() throws InterruptedException {
        SoftmaxHead head = Runs.head(Runs.gaussian(3, 9, new SplittableRandom(1)), HiddenDomain.NONNEGATIVE);
        Result result = Runs.run(head, Optional.of(Runs.randomData(head, 4, 2)), DEFAULTS);

        assertThat(result.values().dimension()).isZero();
        assertThat(result.values().maxProbabilityChange()).isZero();
        assertThat(result.values().oneSidedDirections()).isEqualTo(GordanAlternative.Answer.NONE);
        assertThat(result.values().invisibleEnergy()).isCloseTo(0, within(1e-15));
        assertThat(result.summary().witnesses()).isEmpty();
        assertThat(result.summary().findings().get(0)).startsWith("0 of 3 dimensions");
    }

    @Test
    void aLayerThatIgnoresItsFeaturesLeavesAllOfHiddenSpace() throws InterruptedException {
        DMatrixRMaj weights = new DMatrixRMaj(6, 3);
        weights.fill(0.5);
        Result result = Runs.run(Runs.head(weights, HiddenDomain.NONNEGATIVE), Optional.empty(), DEFAULTS);

        assertThat(result.values().dimension()).isEqualTo(6);
        assertThat(result.values().maxProbabilityChange()).isLessThan(1e-6);
        assertThat(result.values().oneSidedDirections()).isEqualTo(GordanAlternative.Answer.EXISTS);
        assertThat(result.values().singularValues()).containsOnly(0.0);
    }

    @Test
    void aBoundedDomainHasNoEndlessDirections() throws InterruptedException {
        SoftmaxHead head = Runs.head(FIRST_FEATURE_DECIDES, HiddenDomain.parse("box:0,6"));
        // All chords through the middle of the cube along V are bounded, and at least as long as the cube's side.
        Result result = Runs.run(head, Optional.of(Runs.data(3, new float[] {3, 3, 3})), DEFAULTS);

        assertThat(result.values().oneSidedDirections()).isEqualTo(GordanAlternative.Answer.NONE);
        assertThat(result.rows().get(0).atBoundary()).isZero();
        assertThat(result.rows().get(0).twoSidedDimension()).isEqualTo(2);
        assertThat(result.rows().get(0).chordMin()).isGreaterThanOrEqualTo(6 - 1e-12);
        assertThat(result.rows().get(0).chordMax()).isLessThanOrEqualTo(6 * Math.sqrt(2) + 1e-12);
    }

    @Test
    void theBasisIsWrittenAsNumpyReadsIt() throws Exception {
        SoftmaxHead head = Runs.head(FIRST_FEATURE_DECIDES, HiddenDomain.REAL);
        DirectionsParameters parameters = new DirectionsParameters(1, 1, 1, Optional.of(Path.of("basis.npy")));
        Artifact artifact = Runs.run(head, Optional.empty(), parameters)
                .summary()
                .artifacts()
                .get(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        artifact.content().writeTo(out);
        NumpyArray read = NumpyArray.read(new ByteArrayInputStream(out.toByteArray()), "basis.npy");
        double[] basis = read.toDoubles();

        assertThat(read.shape()).containsExactly(3, 2);
        // The first feature is in none of the basis vectors.
        assertThat(basis[0]).isCloseTo(0, within(1e-15));
        assertThat(basis[1]).isCloseTo(0, within(1e-15));
        assertThat(basis[2] * basis[5] - basis[3] * basis[4])
                .satisfies(det -> assertThat(Math.abs(det)).isCloseTo(1, within(1e-15)));
    }

    @Test
    void theMeanOfManySamplesIsTakenFromAllParts() throws InterruptedException {
        SoftmaxHead head = Runs.head(FIRST_FEATURE_DECIDES, HiddenDomain.REAL);
        int count = 1000;
        float[] hidden = new float[3 * count];
        for (int i = 0; i < count; i++) {
            hidden[3 * i] = i;
        }
        var subject = new org.halfspace.spi.analysis.Subject(
                Runs.classifier(head, Optional.empty()), Optional.of(Runs.data(3, hidden)));

        assertThat(HiddenMean.of(subject)[0]).isCloseTo(499.5, within(30.0));
    }
}
