/* Advertising data of Bluetooth Mesh. Each takes what p->r holds. */
#ifndef DECODERS_AD_MESH_H
#define DECODERS_AD_MESH_H

#include "decoders/packet.h"

void ad_mesh_provisioning(struct packet *p);
void ad_mesh_data(struct packet *p);
void ad_mesh_beacon(struct packet *p);

#endif
