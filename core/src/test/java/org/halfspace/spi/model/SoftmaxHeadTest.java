package org.halfspace.spi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

class SoftmaxHeadTest {
    /** Two features, three classes: column i is the weight vector of class i. */
    private static final double[][] WEIGHTS = {{1, 2, 3}, {-4, 5, -6}};

    private static SoftmaxHead head(double[][] weights, double... bias) {
        return new SoftmaxHead(new DMatrixRMaj(weights), bias, HiddenDomain.REAL, Precision.FLOAT32);
    }

    @Test
    void computesTheLogitsOfTheTransposedWeights() {
        double[] z = head(WEIGHTS, 10, 20, 30).logits(new double[] {2, 1});
        assertThat(z).containsExactly(10 + 2 - 4, 20 + 4 + 5, 30 + 6 - 6);
    }

    @Test
    void leavesItsBiasAlone() {
        SoftmaxHead head = head(WEIGHTS, 10, 20, 30);
        head.logits(new double[] {2, 1});
        assertThat(head.bias()).containsExactly(10, 20, 30);
    }

    @Property
    void softmaxIsADistributionThatOnlySeesDifferences(
            @ForAll @Size(4) double[] logits, @ForAll @DoubleRange(min = -100, max = 100) double shift) {
        double[] z = new double[4];
        double[] shifted = new double[4];
        for (int i = 0; i < 4; i++) {
            z[i] = Math.IEEEremainder(logits[i], 500);
            shifted[i] = z[i] + shift;
        }
        double[] p = SoftmaxHead.softmax(z);
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            assertThat(p[i]).isBetween(0.0, 1.0);
            assertThat(SoftmaxHead.softmax(shifted)[i]).isCloseTo(p[i], within(1e-12));
            sum += p[i];
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void softmaxDoesNotOverflow() {
        assertThat(SoftmaxHead.softmax(new double[] {1e308, 1e308, -1e308})).containsExactly(0.5, 0.5, 0);
    }

    @Test
    void ofTiesTheFirstClassWins() {
        assertThat(SoftmaxHead.argmax(new double[] {1, 3, 3, 2})).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoClassifiersLayer() {
        assertThatThrownBy(() -> head(new double[][] {{1}}, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("1 features and 1 classes");
        assertThatThrownBy(() -> head(WEIGHTS, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> head(WEIGHTS, 1, 2, 3).logits(new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected l = 2 numbers, found 3");
    }

    @Test
    void saysWhichWeightIsNotFinite() {
        assertThatThrownBy(() -> head(new double[][] {{1, 2, 3}, {4, Double.NaN, 6}}, 0, 0, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("feature 1 of class 1")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> head(WEIGHTS, 0, 0, Double.POSITIVE_INFINITY))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("class 2");
    }
}
