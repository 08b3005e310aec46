package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.junit.jupiter.api.Test;

class SubjectTest {

    @Test
    void sendsSamplesThroughTheFeatureMap() {
        Subject subject = Subjects.of(
                AnalyticHeads.square(),
                AffineMap.rectified(new double[][] {{1}, {-1}}, new double[2]),
                new float[][] {{1}, {-2}, {3}});
        assertThat(subject.hidden(new Task(1, 3)).data).containsExactly(0, 2, 3, 0);
    }

    @Test
    void refusesSamplesThatDoNotFit() {
        assertThatThrownBy(() -> Subjects.of(AnalyticHeads.square(), new float[][] {{1, 2, 3}}))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("expected: 2 numbers per sample (2, input \"x\" of analytic)")
                .hasMessageContaining("found:    3 numbers per sample (3)");
    }

    @Test
    void refusesALabelThatIsNoClass() {
        assertThatThrownBy(() -> Subjects.of(AnalyticHeads.square(), new float[][] {{1, 2}, {3, 4}}, 3, 4))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("sample 1 of samples in memory")
                .hasMessageContaining("expected: a label from 0 to 3")
                .hasMessageContaining("found:    4");
        assertThatThrownBy(() -> Subjects.of(AnalyticHeads.square(), new float[][] {{1, 2}}, -2))
                .isInstanceOf(InputException.class);
    }

    @Test
    void refusesAPixelThatIsNotFinite() {
        Subject subject = Subjects.of(AnalyticHeads.square(), new float[][] {{1, 2}, {3, Float.NaN}});
        assertThat(subject.pixels(new Task(0, 1)).get(1)).isEqualTo(2);
        assertThatThrownBy(() -> subject.hidden(new Task(0, 2)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("sample 1 of samples in memory")
                .hasMessageContaining("NaN");
    }
}
