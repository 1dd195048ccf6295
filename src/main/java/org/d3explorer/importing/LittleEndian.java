package org.d3explorer.importing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in a byte array. */
final class LittleEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static float float16(byte[] bytes, int at) {
        return Float.float16ToFloat((short) SHORT.get(bytes, at));
    }

    static float bfloat16(byte[] bytes, int at) {
        return Float.intBitsToFloat((short) SHORT.get(bytes, at) << 16);
    }

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static float float32(byte[] bytes, int at) {
        return Float.intBitsToFloat(int32(bytes, at));
    }

    static void putFloat32(byte[] bytes, int at, float value) {
        INT.set(bytes, at, Float.floatToRawIntBits(value));
    }
}
