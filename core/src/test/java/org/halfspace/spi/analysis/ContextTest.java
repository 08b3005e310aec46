package org.halfspace.spi.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContextTest {

    @Test
    void anItemsStreamDependsOnSeedAndItemAlone() {
        long expected = new Context(7, 1).random(42).nextLong();
        Context other = new Context(7, 16);
        other.random(41).nextLong();
        assertThat(other.random(42).nextLong()).isEqualTo(expected);
        assertThat(new Context(8, 1).random(42).nextLong()).isNotEqualTo(expected);
    }

    @Test
    void streamsOfNeighboursDoNotRepeatEachOther() {
        Set<Long> seen = new HashSet<>();
        int items = 200;
        int numbers = 50;
        for (int item = -1; item < items; item++) {
            var random = new Context(Context.DEFAULT_SEED, 1).random(item);
            for (int k = 0; k < numbers; k++) {
                seen.add(random.nextLong());
            }
        }
        assertThat(seen).hasSize((items + 1) * numbers);
    }

    @Test
    void firstNumbersOfManyItemsAreUniform() {
        double sum = 0;
        int items = 10_000;
        for (int item = 0; item < items; item++) {
            sum += new Context(3, 1).random(item).nextDouble();
        }
        // Five standard deviations of a mean of 10^4 uniform numbers: 5 / sqrt(12 * 10^4).
        assertThat(sum / items).isBetween(0.5 - 0.0145, 0.5 + 0.0145);
    }
}
