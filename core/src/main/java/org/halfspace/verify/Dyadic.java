package org.halfspace.verify;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A rational number {@code mantissa 2^exponent}: what every double is, closed under sums and products. Immutable.
 */
record Dyadic(BigInteger mantissa, int exponent) {

    static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);

    /** A finite double, exactly. */
    static Dyadic of(double value) {
        if (value == 0) {
            return ZERO;
        }
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52 & 0x7FF);
        long fraction = bits & 0xFFFFFFFFFFFFFL;
        long magnitude = biased == 0 ? fraction : fraction | 0x10000000000000L;
        int zeros = Long.numberOfTrailingZeros(magnitude);
        long mantissa = magnitude >> zeros;
        int exponent = Math.max(biased, 1) - 1075 + zeros;
        return new Dyadic(BigInteger.valueOf(value < 0 ? -mantissa : mantissa), exponent);
    }

    Dyadic plus(Dyadic other) {
        if (mantissa.signum() == 0) {
            return other;
        }
        if (other.mantissa.signum() == 0) {
            return this;
        }
        int least = Math.min(exponent, other.exponent);
        return new Dyadic(
                mantissa.shiftLeft(exponent - least).add(other.mantissa.shiftLeft(other.exponent - least)), least);
    }

    Dyadic minus(Dyadic other) {
        return plus(new Dyadic(other.mantissa.negate(), other.exponent));
    }

    Dyadic times(Dyadic other) {
        return new Dyadic(mantissa.multiply(other.mantissa), exponent + other.exponent);
    }

    Dyadic times(BigInteger factor) {
        return new Dyadic(mantissa.multiply(factor), exponent);
    }

    int signum() {
        return mantissa.signum();
    }

    /** The quotient by a positive integer, rounded. */
    double over(BigInteger divisor) {
        // A few bits more than a double has, whatever the sizes.
        int shift = Math.max(0, 64 + divisor.bitLength() - mantissa.bitLength());
        BigInteger quotient = mantissa.shiftLeft(shift).divide(divisor);
        int excess = Math.max(0, quotient.bitLength() - 64);
        double leading = new BigDecimal(quotient.shiftRight(excess)).doubleValue();
        return Math.scalb(leading, clamp((long) exponent - shift + excess));
    }

    private static int clamp(long exponent) {
        return (int) Math.max(-4000, Math.min(4000, exponent));
    }
}
