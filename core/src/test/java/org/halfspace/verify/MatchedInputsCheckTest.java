package org.halfspace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Witness.MatchedInputs;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelDescription;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

class MatchedInputsCheckTest {
    /** Two classes that look at the first number alone: the second one is free. */
    private static final SoftmaxHead HEAD = new SoftmaxHead(
            new DMatrixRMaj(new double[][] {{1, -1}, {0, 0}}), new double[2], HiddenDomain.REAL, Precision.FLOAT64);

    private static final float[] SOURCE = {0.25f, 0.5f};
    private static final float[] TARGET = {0.75f, 0};

    @Test
    void aMatchStands() {
        assertThat(check(new float[] {0.75f, 0.5f}, Norm.LINF, 0.5).holds()).isTrue();
        assertThat(check(new float[] {0.75f, 0.75f}, Norm.L1, 0.75).holds()).isTrue();
    }

    @Test
    void aMatchThatIsTooFarAwayFalls() {
        assertThat(check(new float[] {0.75f, 0.75f}, Norm.L1, 0.74).holds()).isFalse();
        assertThat(check(new float[] {0.75f, 0.75f}, Norm.L2, 0.55).holds()).isFalse();
    }

    @Test
    void aMatchOutsideTheBoundsFalls() {
        assertThat(check(new float[] {0.75f, 1.5f}, Norm.LINF, 2).holds()).isFalse();
        assertThat(check(new float[] {0.75f, Float.NaN}, Norm.LINF, 2).holds()).isFalse();
    }

    @Test
    void otherLogitsFall() {
        Check check = check(new float[] {0.7f, 0.5f}, Norm.LINF, 0.5);
        assertThat(check.holds()).isFalse();
        assertThat(check.measured()).isBetween(0.049, 0.051);
    }

    @Test
    void aCheckerOfAHeadAloneSaysWhatItLacks() {
        assertThatThrownBy(() -> new WitnessChecker(HEAD).check(witness(TARGET, Norm.LINF, 1)))
                .hasMessageContaining("classifier");
    }

    private static Check check(float[] match, Norm norm, double radius) {
        ModelDescription description = new ModelDescription(
                Path.of("model"), "test", "", "", 4, "h", "Gemm", "head", Optional.empty(), List.of());
        InputSpec input = new InputSpec("x", List.of(-1L, 2L), List.of(2), 0, 1, "");
        Classifier classifier =
                new Classifier(description, input, FeatureMap.identity(2), HEAD, Optional.empty(), Optional.empty());
        return new WitnessChecker(classifier).check(witness(match, norm, radius));
    }

    private static MatchedInputs witness(float[] match, Norm norm, double radius) {
        return new MatchedInputs("0", SOURCE, TARGET, match, norm, radius, 1e-3);
    }
}
