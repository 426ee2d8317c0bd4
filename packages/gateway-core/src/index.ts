export type {
  DownstreamSecret,
  HttpMethod,
  MethodPattern,
  RequiredRole,
  Route,
  SecurityGroup,
  Service,
} from './model/service.ts';
