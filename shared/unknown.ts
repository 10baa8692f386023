/** What stands for an unknown value in columns of numbers: the least i32 for a price, the greatest u32 for anything else. */
export const NO_PRICE = -0x80000000;
export const NO_NUMBER = 0xffffffff;
