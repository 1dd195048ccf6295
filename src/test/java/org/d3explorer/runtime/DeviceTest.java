package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @Test
    void readsEveryFormItWrites() {
        assertThat(Device.parse("auto")).isEqualTo(new Device.Auto()).hasToString("auto");
        assertThat(Device.parse("CPU")).isEqualTo(new Device.Cpu()).hasToString("cpu");
        assertThat(Device.parse("cuda")).isEqualTo(new Device.Cuda(0)).hasToString("cuda:0");
        assertThat(Device.parse("cuda:3")).isEqualTo(new Device.Cuda(3)).hasToString("cuda:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:9999999999"})
    void refusesOthersWithTheChoices(String text) {
        assertThatThrownBy(() -> Device.parse(text))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("expected auto, cpu, cuda or cuda:n");
    }

    @Test
    void theDefaultNumberOfThreadsIsWithinTheProcessorsGiven() {
        assertThat(PhysicalCores.available()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}
