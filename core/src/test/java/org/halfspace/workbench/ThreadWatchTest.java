package org.halfspace.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadWatchTest {

    private static Thread waiting(String name, CountDownLatch end) {
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void findsWhatIsStillThereAndWasNotBefore() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        waiting("before", end);
        ThreadWatch watch = new ThreadWatch();
        Thread left = waiting("left", end);
        waiting("halfspace-of-a-model", end);
        Thread over = new Thread(() -> {}, "over");
        over.start();
        CompletableFuture.runAsync(() -> {}).join();
        assertThat(watch.left()).containsExactly(left);
        end.countDown();
        left.join();
        assertThat(watch.left()).isEmpty();
    }
}
