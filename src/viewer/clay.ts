/**
 * @file The surface of bodies, joints and bones: the clay of the overlay pictures (imaging/render.ts),
 * so that the 3D view and a written overlay look alike. One program; meshes differ by uniforms.
 */

import { Color, ShaderMaterial, type IUniform } from 'three';

const VERTEX = /* glsl */ `
varying vec3 vNormal;
varying vec3 vTint;
#ifdef USE_TINT
attribute vec3 tint;
#endif
void main() {
  vec4 placed = vec4(position, 1.0);
  vec3 turned = normal;
  vTint = vec3(1.0);
#ifdef USE_INSTANCING
  placed = instanceMatrix * placed;
  turned = mat3(instanceMatrix) * turned;
#endif
#ifdef USE_TINT
  vTint = tint;
#endif
#ifdef USE_INSTANCING_COLOR
  vTint = instanceColor;
#endif
  vNormal = normalMatrix * turned;
  gl_Position = projectionMatrix * modelViewMatrix * placed;
}`;

const FRAGMENT = /* glsl */ `
uniform vec3 colour;
uniform float opacity;
uniform float asNormals;
uniform float lift;
varying vec3 vNormal;
varying vec3 vTint;
const vec3 KEY = vec3(-0.6217, 0.6017, 0.5014);
void main() {
  vec3 n = normalize(vNormal);
  if (n.z < 0.0) n = -n;
  if (asNormals > 0.5) {
    gl_FragColor = vec4(0.5 + 0.5 * n, opacity);
    return;
  }
  float wrapped = max(0.0, (dot(n, KEY) + 0.35) / 1.35);
  // up in the scene, not on the screen
  float sky = 0.5 + 0.5 * dot(n, viewMatrix[1].xyz);
  float h2 = pow(max(0.0, dot(n, KEY + vec3(0.0, 0.0, 1.0)) / 1.733), 2.0);
  float h8 = h2 * h2 * h2 * h2;
  float grazing = 1.0 - n.z;
  float body = 0.1 + 0.28 * sky + 0.95 * wrapped * wrapped;
  float white = 0.07 * h8 * h8 + 0.1 * grazing * grazing * grazing * (0.35 + 0.65 * sky);
  vec3 lit = colour * vTint * (body + lift * 0.14) + white + lift * 0.55 * grazing * grazing;
  gl_FragColor = vec4(clamp(lit, 0.0, 1.0), opacity);
  #include <colorspace_fragment>
}`;

/** What of the material changes from person to person. */
export interface ClayUniforms {
  readonly colour: IUniform<Color>;
  readonly opacity: IUniform<number>;
  readonly asNormals: IUniform<number>;
  /** 0–1: how much the surface is picked out. */
  readonly lift: IUniform<number>;
}

/** The material of bodies. */
export interface Clay extends ShaderMaterial {
  uniforms: ShaderMaterial['uniforms'] & ClayUniforms;
}

/** A surface; `depthOnly` writes where it is and no colour, `tinted` has an attribute `tint` [V, 3], factors on the colour. */
export function clay({
  depthOnly = false,
  tinted = false,
}: { readonly depthOnly?: boolean; readonly tinted?: boolean } = {}): Clay {
  const uniforms = {
    colour: { value: new Color(1, 1, 1) },
    opacity: { value: 1 },
    asNormals: { value: 0 },
    lift: { value: 0 },
  };
  const material = new ShaderMaterial({
    uniforms,
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    colorWrite: !depthOnly,
    defines: tinted ? { USE_TINT: '' } : {},
    // lines on the surface win over it
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 1,
  });
  return Object.assign(material, { uniforms });
}
