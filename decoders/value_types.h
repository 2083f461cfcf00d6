/* The decoders of values, by what they are about. Each reads all of p->r; what
 * it leaves, or reads past the end, makes the value malformed. */
#ifndef DECODERS_VALUE_TYPES_H
#define DECODERS_VALUE_TYPES_H

#include "base/uuid.h"
#include "decoders/row.h"

/* IEEE 11073-20601 numbers, "37.15 °C". */
void put_sfloat(struct packet *p, const char *name, const char *unit);
void put_float(struct packet *p, const char *name, const char *unit);
/* put_scaled() without its digits; a raw value of `special` means `text`. */
void put_scaled_or(struct packet *p, const char *name, unsigned size,
    const struct scale *scale, uint64_t special, const char *text);
/* The number of a person that the sensor tells apart. */
void put_user(struct packet *p);
/* year, month, day, hours, minutes, seconds */
void put_date_time_field(struct packet *p, const char *name);

/* The value in p->r at p->depth, as dec_value() says. */
bool put_gatt_value(
    struct packet *p, const struct uuid *type, const uint8_t *value, size_t n);

/* Whether it tells how a database is built or used, and nothing else:
 * declarations, and descriptors that configure. */
bool value_is_layout(const struct uuid *type);

void value_blood_pressure(struct packet *p);
void value_cuff_pressure(struct packet *p);
void value_blood_pressure_feature(struct packet *p);
void value_temperature(struct packet *p);
void value_temperature_type(struct packet *p);
void value_heart_rate(struct packet *p);
void value_sensor_location(struct packet *p);
void value_weight(struct packet *p);
void value_weight_feature(struct packet *p);
void value_plx_spot(struct packet *p);
void value_plx_continuous(struct packet *p);
void value_glucose(struct packet *p);
void value_glucose_feature(struct packet *p);

#endif
