package org.halfspace.regions;

import java.util.List;

/** Decides regions. Thread-safe; a row depends on its class alone. */
interface RegionDecider {

    /**
     * The rows of some classes.
     *
     * @param classes which, in order
     * @param vectors whether with witness points and directions; those of linear programs are always there
     */
    List<ClassRegionRow> decide(int[] classes, boolean vectors) throws InterruptedException;

    /**
     * What shows that classes win, and go on winning.
     *
     * @param points one hidden vector per class
     * @param directions a direction of length 1 per class; null where its region was not shown to be unbounded by one
     */
    record Witnesses(double[][] points, double[][] directions) {}

    /**
     * Witnesses of some classes, found again.
     *
     * @param classes classes that win somewhere
     */
    Witnesses witnesses(int[] classes) throws InterruptedException;

    /** Whether a class wins somewhere when those of the same weights do not count. */
    boolean winsBesideDuplicates(int classIndex) throws InterruptedException;
}
