package org.halfspace.parallelism;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class Mersenne61Test {
    private static final BigInteger P = BigInteger.valueOf(Mersenne61.P);

    @Property(seed = "1")
    void a_double_has_the_residue_of_the_fraction_that_it_is(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (!Double.isFinite(value)) {
            return;
        }
        // value = n / 2^s exactly, and 2^-s is a power of 2^-1 modulo p.
        BigDecimal exact = new BigDecimal(value);
        BigInteger power = BigInteger.TWO.pow(1074);
        BigInteger whole = exact.multiply(new BigDecimal(power)).toBigIntegerExact();
        assertThat(Mersenne61.of(value))
                .isEqualTo(whole.multiply(power.modInverse(P)).mod(P).longValueExact());
    }

    @Property(seed = "1")
    void products_and_inverses_are_those_of_the_prime_field(
            @ForAll @LongRange(min = 1, max = Mersenne61.P - 1) long a,
            @ForAll @LongRange(min = 1, max = Mersenne61.P - 1) long b) {
        assertThat(Mersenne61.multiply(a, b))
                .isEqualTo(BigInteger.valueOf(a)
                        .multiply(BigInteger.valueOf(b))
                        .mod(P)
                        .longValueExact());
        assertThat(Mersenne61.multiply(a, Mersenne61.inverse(a))).isEqualTo(1);
        assertThat(Mersenne61.add(Mersenne61.subtract(a, b), b)).isEqualTo(a);
    }
}
